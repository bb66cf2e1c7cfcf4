"""What ends without having answered is found out."""

import asyncio
import warnings
from functools import partial
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.waiting import until_answered


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
        assert "Unfinished" in await until_answered(partial(failure, handle))
        await handle.terminate()
        await asyncio.gather(telling, return_exceptions=True)


async def failure(handle: WorkflowHandle[Any, Any]) -> str:
    """What a task of a workflow has failed of; empty as long as none has."""
    async for event in handle.fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
            failed = event.workflow_task_failed_event_attributes.failure
            return failed.application_failure_info.type
    return ""
