"""What happens to a case while time passes as a test says: when, in what state, and how it ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus

from schemas.enums import ClockKind, DecisionKind, Refusal
from schemas.errors import Refused
from schemas.events import Event
from schemas.ids import workflow_id
from schemas.views import Clock
from tests.workflows.house import House

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(seconds=5)
"""What real time may add to virtual time while a test runs on a busy machine."""

MALFUNCTIONS_TO = "engineering@localhost.example"


def clock(house: House, case_id: str, kind: ClockKind, cycle: int = 1) -> Clock:
    [found] = [c for c in house.view(case_id).clocks if c.kind is kind and c.cycle == cycle]
    return found


def assert_at(events: Sequence[Event], *instants: datetime) -> None:
    """These events happened at these instants, never before and hardly later."""
    assert len(events) == len(instants), events
    for event, instant in zip(events, instants, strict=True):
        assert instant <= event.at <= instant + A_MOMENT, (event.kind, event.at, instant)


async def refused(
    house: House, case_id: str, kind: DecisionKind, by: str = "li", **more: object
) -> Refusal:
    """Why a decision is refused, as it must be."""
    with pytest.raises(Refused) as refusal:
        await house.decide(case_id, kind, by, **more)  # type: ignore[arg-type]
    return refusal.value.refusal


async def outcome(house: House, case_id: str) -> object:
    """What the workflow returns; nothing is skipped for it."""
    with house.env.auto_time_skipping_disabled():
        return await house.handle(case_id).result()


async def running(house: House, case_id: str) -> bool:
    # Not by `describe` of the client: this server shows unset search attributes as null.
    execution = WorkflowExecution(workflow_id=workflow_id(case_id))
    ask = DescribeWorkflowExecutionRequest(namespace="default", execution=execution)
    found = await house.client.workflow_service.describe_workflow_execution(ask)
    status = WorkflowExecutionStatus(found.workflow_execution_info.status)
    return status is WorkflowExecutionStatus.RUNNING
