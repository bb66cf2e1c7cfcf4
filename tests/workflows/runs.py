"""The runs of a case's workflow: which one it is, what it was given, and that each is sound."""

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from engine.converter import DATA_CONVERTER
from schemas.enums import Template
from schemas.messages import FeedbackInput
from tests.workflows.house import House
from worker import registry
from worker.sandbox import sandbox

ALL_MAILS = [Template.ACKNOWLEDGEMENT, Template.SOLUTION, Template.SUMMARY]
OUR_FAULTS = (
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR,
)
"""Others are in order: a message that came while the run was about to end, for example."""


async def run_id(house: House, case: str) -> str:
    """The present run of a case's workflow."""
    described = await house.handle(case).describe()
    assert described.run_id
    return described.run_id


def message_ids(house: House, case: str) -> list[str]:
    return [letter.message_id for letter in house.office.letters if letter.case_id == case]


async def assert_healthy(house: House, case: str) -> None:
    """No task failed by our fault in any run of a case's workflow, and every run replays."""
    histories: list[WorkflowHistory] = []
    async for run in house.client.list_workflows(f"WorkflowId = 'feedback-{case}'"):
        handle = house.client.get_workflow_handle(run.id, run_id=run.run_id)
        histories.append(await handle.fetch_history())
    assert histories
    for event in (event for history in histories for event in history.events):
        if event.HasField("workflow_task_failed_event_attributes"):
            failed = event.workflow_task_failed_event_attributes
            assert failed.cause not in OUR_FAULTS, failed
    # What has no task yet would be waited for without end.
    begun = [each for each in histories if len(each.events) > 4]
    replayer = Replayer(
        workflows=registry.WORKFLOWS, workflow_runner=sandbox(), data_converter=DATA_CONVERTER
    )
    for each in begun:
        await replayer.replay_workflow(each)


async def runs(house: House, case: str) -> list[str]:
    """The runs of a case's workflow, from the first to the present one."""
    found = [await run_id(house, case)]
    while previous := await _continued_from(house.client, f"feedback-{case}", found[0]):
        found.insert(0, previous)
    return found


async def _continued_from(client: Client, workflow_id: str, run: str) -> str:
    handle = client.get_workflow_handle(workflow_id, run_id=run)
    async for event in handle.fetch_history_events():
        return event.workflow_execution_started_event_attributes.continued_execution_run_id
    raise AssertionError("a history without a beginning")


async def given_to(house: House, case: str, run: str) -> FeedbackInput:
    """What a run was begun with."""
    async for event in house.handle(case, run).fetch_history_events():
        given = event.workflow_execution_started_event_attributes.input.payloads
        [begin] = await DATA_CONVERTER.decode(given, [FeedbackInput])
        assert isinstance(begin, FeedbackInput)
        return begin
    raise AssertionError("a history without a beginning")
