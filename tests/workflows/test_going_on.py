"""A workflow begun again, handed on or replayed: nothing is lost and nothing is done twice."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle, WorkflowHistory
from temporalio.exceptions import CancelledError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from engine.converter import DATA_CONVERTER
from schemas.enums import DecisionKind, EventKind, Outcome, Priority, Stage, Template
from schemas.messages import DecisionReceipt, DecisionRequest, FeedbackInput
from tests.waiting import until
from tests.workflows.house import House, house, policy, start_embedded
from worker import registry
from worker.sandbox import sandbox

ALL_MAILS = [Template.ACKNOWLEDGEMENT, Template.SOLUTION, Template.SUMMARY]
LATER = timedelta(seconds=20)
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


async def begin_again(house: House, case: str) -> None:
    """End a case's workflow, and begin it from what the record knows."""
    before = await run_id(house, case)
    await house.handle(case).terminate("a test")
    await house.delivery.start(case)
    assert await run_id(house, case) != before


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


# ------------------------------------------------------------------------------ begun again


async def to_received(house: House) -> str:
    await house.close()
    house.office.busy()
    return await house.submit()


async def to_acknowledged(house: House) -> str:
    await house.close()
    return await house.submit(contact=None)


async def to_triage(house: House) -> str:
    case = await house.submit("Hm.", category=None, priority=None)
    await house.reach(case, Stage.TRIAGE)
    return case


async def to_stage(stage: Stage, house: House) -> str:
    priority = Priority.HIGH if stage is Stage.AWAITING_APPROVAL else Priority.MEDIUM
    case = await house.submit(priority=priority)
    await house.walk(case, stage)
    return case


BY_WALKING = (
    Stage.PLANNING,
    Stage.CLARIFYING,
    Stage.AWAITING_APPROVAL,
    Stage.RESOLVING,
    Stage.AWAITING_CONFIRMATION,
    Stage.CLOSED,
)
WAYS: dict[Stage, Callable[[House], Awaitable[str]]] = {
    Stage.RECEIVED: to_received,
    Stage.ACKNOWLEDGED: to_acknowledged,
    Stage.TRIAGE: to_triage,
    **{stage: partial(to_stage, stage) for stage in BY_WALKING},
}


def test_every_stage_is_tried() -> None:
    # What is analyzed with certainty is routed in the same transaction: nothing rests there.
    assert set(WAYS) == set(Stage) - {Stage.ANALYZED}


@pytest.mark.parametrize("mail", ["sent", "unsent"])
@pytest.mark.parametrize(
    "policy_text", [policy(triage_below="0.5", window='"5 seconds"')], indirect=True
)
async def test_begun_again_at_every_stage(
    embedded: House, mail: str, subtests: pytest.Subtests
) -> None:
    closed: list[str] = []
    for stage, way in WAYS.items():
        with subtests.test(stage.value):
            await embedded.open()
            embedded.office.busy("451 later" if mail == "unsent" else None)
            case = await way(embedded)
            if mail == "sent" and stage is not Stage.RECEIVED:
                await embedded.mailed(case)
            assert embedded.stage(case) is stage

            await begin_again(embedded, case)
            await embedded.open()
            known = await embedded.cases.state(case)
            assert known.stage in (stage, Stage.PLANNING)
            if known.unsent:
                await put_off_again(embedded)
            embedded.office.busy(None)
            await embedded.walk_on(case)
            await embedded.mailed(case)

            sent = message_ids(embedded, case)
            assert len(sent) == len(set(sent)), sent
            extra = (Template.QUESTION, Template.PROGRESS)
            usual = [x for x in embedded.office.sent(case, team=False) if x not in extra]
            assert usual == (ALL_MAILS if embedded.state(case).reachable else [])
            closed.append(case)
    for case in closed:
        assert await embedded.handle(case).result() == Outcome.CONFIRMED
        assert embedded.state(case).ended
        await assert_healthy(embedded, case)


async def put_off_again(house: House) -> None:
    """Wait until the workflow that was begun again has tried to send, and failed."""
    tried = len(house.office.attempts)
    await until(lambda: len(house.office.attempts) > tried)
    assert house.office.attempts[-1].code == 451


async def test_begun_again_while_it_runs(embedded: House) -> None:
    """As after a restored backup: the record alone counts."""
    case = await to_stage(Stage.AWAITING_APPROVAL, embedded)
    await embedded.mailed(case)
    before = await run_id(embedded, case)

    await embedded.delivery.start(case, anew=True)
    assert await run_id(embedded, case) != before
    await embedded.delivery.start(case)  # and a second time changes nothing
    await embedded.walk_on(case)
    await embedded.mailed(case)

    assert len(set(message_ids(embedded, case))) == len(ALL_MAILS) + 1, "and one to the lead"
    assert embedded.office.sent(case, team=False) == ALL_MAILS


@pytest.mark.parametrize("mail", ["on its way", "put off", "sent"])
async def test_cancelled_by_operations_it_ends_and_is_begun_again(
    embedded: House, mail: str
) -> None:
    if mail == "on its way":
        embedded.office.taking.clear()
    if mail == "put off":
        embedded.office.busy()
    case = await to_stage(Stage.AWAITING_APPROVAL, embedded)
    if mail == "on its way":
        await until(lambda: embedded.office.holding >= 1)
    if mail == "put off":
        await put_off_again(embedded)
    if mail == "sent":
        await embedded.mailed(case)
    cancelled = embedded.handle(case, await run_id(embedded, case))

    await cancelled.cancel()
    await until_requested(cancelled)
    embedded.office.taking.set()
    embedded.office.busy(None)
    with pytest.raises(WorkflowFailureError) as ended:
        await asyncio.wait_for(cancelled.result(), 20)
    assert isinstance(ended.value.cause, CancelledError)

    # Whoever decides next has it begun again, from the record.
    await embedded.walk_on(case)
    await embedded.mailed(case)
    assert embedded.office.sent(case, team=False) == ALL_MAILS
    await assert_healthy(embedded, case)


async def until_requested(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait until a workflow has heard that it is to be cancelled."""
    heard = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    deadline = asyncio.get_running_loop().time() + 10
    while asyncio.get_running_loop().time() < deadline:
        types = [event.event_type async for event in handle.fetch_history_events()]
        if heard in types and done in types[types.index(heard) :]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the workflow has not heard of its cancellation")


async def test_what_was_answered_before_stays_answered(embedded: House) -> None:
    case = await to_stage(Stage.AWAITING_APPROVAL, embedded)
    decision = embedded.decision(case, DecisionKind.APPROVE, "zhang")
    first = await embedded.gateway.decide(decision)

    await begin_again(embedded, case)
    receipt: DecisionReceipt = await embedded.handle(case).execute_update(
        "approve",
        DecisionRequest(request_id=decision.request_id, by="zhang"),
        result_type=DecisionReceipt,
    )

    assert receipt.stage == first.stage
    assert len(embedded.events(case, EventKind.APPROVED)) == 1
    assert not embedded.events(case, EventKind.REFUSED)


@pytest.mark.parametrize("policy_text", [policy(resolve='"3 seconds"')], indirect=True)
async def test_clocks_go_on_where_they_were(embedded: House) -> None:
    case = await embedded.submit()
    await embedded.reach(case, Stage.PLANNING)
    due_at = embedded.state(case).due_at

    await begin_again(embedded, case)
    assert embedded.state(case).due_at == due_at
    await until(lambda: embedded.events(case, EventKind.MISSED))
    await embedded.mailed(case)
    await begin_again(embedded, case)

    [missed] = embedded.events(case, EventKind.MISSED)
    assert due_at is not None
    assert due_at <= missed.at
    assert embedded.office.sent(case, team=True) == []
    assert await embedded.tell() == 1


# ------------------------------------------------------------------------------ handed on


@pytest.fixture(scope="module")
async def impatient() -> AsyncIterator[WorkflowEnvironment]:
    """A server that finds a history of thirty events long."""
    limit = {"limit__historyCount__suggestContinueAsNew": "30"}
    async with await start_embedded(**limit) as env:
        yield env


@pytest.fixture
async def rotating(
    impatient: WorkflowEnvironment,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    policy_text: str | None,
) -> AsyncIterator[House]:
    """A house whose workflows are handed on all the time."""
    async with house(impatient, tmp_path, sqlite_template, monkeypatch, policy_text) as made:
        yield made


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


async def wear_out(house: House, case: str, times: int = 1) -> None:
    """Make the history long until the workflow was handed on so often."""
    for _ in range(times):
        before = await run_id(house, case)
        for _ in range(20):
            await house.cases.refresh(case)
            await house.cases.state(case)  # once it is answered, the signal is done
            if await run_id(house, case) != before:
                break
        else:
            raise AssertionError("the workflow was not handed on")


@pytest.mark.parametrize("policy_text", [policy(resolve='"5 seconds"')], indirect=True)
async def test_handed_on_with_timers_and_unsent_mails_in_the_middle_of_an_approval(
    rotating: House,
) -> None:
    rotating.office.busy()
    case = await rotating.submit(priority=Priority.HIGH)
    await rotating.walk(case, Stage.AWAITING_APPROVAL)
    await wear_out(rotating, case, 3)
    assert rotating.state(case).unsent
    approval = rotating.decision(case, DecisionKind.APPROVE, "zhang")
    first = await rotating.gateway.decide(approval)
    await wear_out(rotating, case)

    # Its update id is of another run: the request id alone makes it one.
    request = DecisionRequest(request_id=approval.request_id, by="zhang")
    again: DecisionReceipt = await rotating.handle(case).execute_update(
        "approve", request, id=approval.request_id, result_type=DecisionReceipt
    )
    assert (first.pending, again.stage) == (False, Stage.RESOLVING)
    assert len(rotating.events(case, EventKind.APPROVED)) == 1

    await until(lambda: rotating.events(case, EventKind.MISSED))
    await wear_out(rotating, case)
    rotating.office.busy(None)
    await rotating.decide(case, DecisionKind.RESOLVE)
    await rotating.confirm(case, solved=True)
    await rotating.mailed(case, 30)

    assert len(await runs(rotating, case)) >= 6
    begun = await given_to(rotating, case, (await runs(rotating, case))[-1])
    assert approval.request_id in begun.answered
    assert rotating.office.sent(case, team=False) == ALL_MAILS
    assert rotating.office.sent(case, team=True) == []
    assert await rotating.tell() == 1
    assert len(message_ids(rotating, case)) == 3
    for kind in (EventKind.WARNED, EventKind.MISSED):
        assert len(rotating.events(case, kind)) == 1
    await assert_healthy(rotating, case)


async def test_handed_on_while_everybody_decides(rotating: House) -> None:
    cases = [await rotating.submit() for _ in range(5)]
    numbers = count()

    async def keep_saying(case: str) -> None:
        for _ in range(12):
            text = f"step {next(numbers)}"
            decision = rotating.decision(case, DecisionKind.PROGRESS, "li", words=text)
            await rotating.gateway.decide(decision)

    for case in cases:
        await rotating.reach(case, Stage.PLANNING)
    await asyncio.gather(*(keep_saying(case) for case in cases for _ in range(2)))
    for case in cases:
        await rotating.delivery.deliver(case, LATER)  # the sweeper's part
        await rotating.mailed(case, 60)

    for case in cases:
        said = [event.texts["text"] for event in rotating.events(case, EventKind.PROGRESS)]
        assert len(said) == len(set(said)) == 24
        assert rotating.view(case).pending == ()
        sent = rotating.office.sent(case)
        assert sent == [Template.ACKNOWLEDGEMENT, *[Template.PROGRESS] * 24]
        assert len(set(message_ids(rotating, case))) == 25
        assert len(await runs(rotating, case)) > 3
        await assert_healthy(rotating, case)


async def test_handed_on_while_signals_arrive(rotating: House) -> None:
    case = await rotating.submit()
    await rotating.reach(case, Stage.PLANNING)
    requests = [DecisionRequest(request_id=f"signal-number-{n:04}", by="li") for n in range(60)]

    await asyncio.gather(*(rotating.handle(case).signal("take", each) for each in requests))

    await until(lambda: len(rotating.events(case, EventKind.TAKEN)) >= 60, 30)
    taken = [event.request_id for event in rotating.events(case, EventKind.TAKEN)]
    assert sorted(str(each) for each in taken) == [each.request_id for each in requests]
    await assert_healthy(rotating, case)


async def test_handed_on_while_a_mail_is_on_its_way(rotating: House) -> None:
    """The mail server has the message and has not said yes: it must not get it again."""
    rotating.office.taking.clear()
    case = await rotating.submit()
    await until(lambda: rotating.office.holding == 1)
    await rotating.reach(case, Stage.PLANNING)
    first = await run_id(rotating, case)
    for _ in range(10):
        await rotating.cases.refresh(case)
        await rotating.cases.state(case)
    # A decision meanwhile is not lost either.
    deciding = asyncio.create_task(rotating.decide(case, DecisionKind.TAKE))
    await until(lambda: rotating.events(case, EventKind.TAKEN))
    assert await run_id(rotating, case) == first
    rotating.office.taking.set()
    await deciding
    await rotating.walk_on(case)
    await rotating.mailed(case)

    assert await run_id(rotating, case) != first
    assert rotating.office.sent(case, team=False) == ALL_MAILS
    await assert_healthy(rotating, case)


# ------------------------------------------------------------------------------ forgotten


async def test_every_step_by_another_worker(embedded: House) -> None:
    """Each replays the history it finds, with mails on their way and timers waiting."""
    embedded.office.busy()
    case = await embedded.submit(priority=Priority.HIGH)
    await embedded.reach(case, Stage.PLANNING)
    steps = (
        DecisionKind.CLARIFY,
        DecisionKind.REPLY,
        DecisionKind.PROPOSE,
        DecisionKind.REJECT,
        DecisionKind.PROPOSE,
        DecisionKind.APPROVE,
        DecisionKind.RESOLVE,
    )
    for kind in steps:
        await embedded.close()
        await embedded.open()
        by = "zhang" if kind in (DecisionKind.APPROVE, DecisionKind.REJECT) else "li"
        await embedded.decide(case, kind, by)
    embedded.office.busy(None)
    await embedded.confirm(case, solved=True)
    await embedded.mailed(case, 30)

    assert embedded.office.sent(case) == [
        Template.ACKNOWLEDGEMENT,
        Template.QUESTION,
        Template.SOLUTION,
        Template.SUMMARY,
    ]
    await assert_healthy(embedded, case)


async def test_reset_to_the_beginning_it_goes_on_where_the_record_is(embedded: House) -> None:
    """What operations may do in Temporal's own tools repeats nothing."""
    case = await to_stage(Stage.AWAITING_CONFIRMATION, embedded)
    await embedded.mailed(case)
    before = embedded.kinds(case)
    first_task = 4
    reset = ResetWorkflowExecutionRequest(
        namespace="default",
        reason="a test",
        request_id="reset-of-a-test",
        workflow_task_finish_event_id=first_task,
    )
    reset.workflow_execution.workflow_id = f"feedback-{case}"
    reset.workflow_execution.run_id = await run_id(embedded, case)

    await embedded.client.workflow_service.reset_workflow_execution(reset)
    await embedded.cases.refresh(case)
    await until(lambda: embedded.kinds(case) == before)
    await embedded.walk_on(case)
    await embedded.mailed(case)

    assert embedded.office.sent(case, team=False) == ALL_MAILS
    assert len(message_ids(embedded, case)) == 3


# ------------------------------------------------------------------------------ unfinished


@workflow.defn
class Careless:
    """Ends without having answered."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.told)

    @workflow.signal
    async def signalled(self) -> None:
        self.told = True
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def updated(self) -> None:
        self.told = True
        await workflow.wait_condition(lambda: False)


@pytest.mark.parametrize(
    "warning",
    [workflow.UnfinishedUpdateHandlersWarning, workflow.UnfinishedSignalHandlersWarning],
)
def test_warnings_of_unfinished_handlers_are_errors(warning: type[Warning]) -> None:
    with pytest.raises(warning):
        warnings.warn("a handler was not finished", warning, stacklevel=1)


@pytest.mark.parametrize("message", ["signalled", "updated"])
async def test_a_careless_workflow_is_found_out(server: WorkflowEnvironment, message: str) -> None:
    """The setting reaches the threads that workflows run in: their task fails, loudly."""
    queue = f"careless-{message}"
    async with Worker(
        server.client,
        task_queue=queue,
        workflows=[Careless],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        handle: WorkflowHandle[Any, Any] = await server.client.start_workflow(
            "Careless", id=queue, task_queue=queue
        )
        telling = asyncio.create_task(
            handle.signal("signalled") if message == "signalled" else handle.execute_update(message)
        )
        await until_failed(handle)
        await handle.terminate()
        await asyncio.gather(telling, return_exceptions=True)


async def until_failed(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait until a task of a workflow has failed."""
    deadline = asyncio.get_running_loop().time() + 10
    while asyncio.get_running_loop().time() < deadline:
        async for event in handle.fetch_history_events():
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
                failure = event.workflow_task_failed_event_attributes.failure
                assert "Unfinished" in failure.application_failure_info.type
                return
        await asyncio.sleep(0.05)
    raise AssertionError("no task has failed")
