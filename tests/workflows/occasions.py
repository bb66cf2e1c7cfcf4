"""For every decision a case where it is possible; and how it is said to the workflow itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from schemas.enums import DecisionKind, EventKind, Priority, Stage
from schemas.events import CUSTOMER
from schemas.messages import DecisionReceipt, DecisionRequest
from schemas.state import CaseState
from tests.waiting import until_answered
from tests.workflows.house import House

Handle = WorkflowHandle[object, object]


class Occasion(NamedTuple):
    """When a decision is possible, who may take it, and what comes of it."""

    stage: Stage
    by: str
    event: EventKind
    choice: Mapping[str, Any] = MappingProxyType({})
    after: DecisionKind | None = None
    """What has to be decided before."""


OCCASIONS = {
    DecisionKind.TAKE: Occasion(Stage.PLANNING, "wang", EventKind.TAKEN),
    DecisionKind.ASSIGN: Occasion(Stage.PLANNING, "li", EventKind.ASSIGNED, {"to": "wang"}),
    DecisionKind.TRIAGE: Occasion(Stage.PLANNING, "li", EventKind.TRIAGED, {"priority": "low"}),
    DecisionKind.CLARIFY: Occasion(Stage.PLANNING, "li", EventKind.ASKED),
    DecisionKind.REPLY: Occasion(Stage.CLARIFYING, CUSTOMER, EventKind.REPLIED),
    DecisionKind.PROGRESS: Occasion(Stage.PLANNING, "li", EventKind.PROGRESS),
    DecisionKind.PROPOSE: Occasion(Stage.PLANNING, "li", EventKind.PROPOSED),
    DecisionKind.APPROVE: Occasion(Stage.AWAITING_APPROVAL, "zhang", EventKind.APPROVED),
    DecisionKind.REJECT: Occasion(Stage.AWAITING_APPROVAL, "zhang", EventKind.REJECTED),
    DecisionKind.RESOLVE: Occasion(Stage.RESOLVING, "li", EventKind.RESOLVED),
    DecisionKind.CONFIRM: Occasion(
        Stage.AWAITING_CONFIRMATION, CUSTOMER, EventKind.CONFIRMED, {"solved": True}
    ),
    DecisionKind.REOPEN: Occasion(Stage.CLOSED, "zhang", EventKind.REOPENED),
    DecisionKind.DECLINE: Occasion(Stage.PLANNING, "li", EventKind.DECLINED),
    DecisionKind.DUPLICATE: Occasion(Stage.PLANNING, "li", EventKind.DUPLICATED),
    DecisionKind.WITHDRAW: Occasion(Stage.PLANNING, "li", EventKind.WITHDRAWN),
    DecisionKind.TASK: Occasion(Stage.PLANNING, "li", EventKind.TASK_ADDED, {"team": "support"}),
    DecisionKind.DONE: Occasion(
        Stage.PLANNING, "li", EventKind.TASK_DONE, {"task": "T1"}, DecisionKind.TASK
    ),
    DecisionKind.DROP: Occasion(
        Stage.PLANNING, "li", EventKind.TASK_DROPPED, {"task": "T1"}, DecisionKind.TASK
    ),
    DecisionKind.EMERGENCY: Occasion(Stage.PLANNING, "zhang", EventKind.EMERGENCY),
    DecisionKind.CALM: Occasion(
        Stage.PLANNING, "zhang", EventKind.CALMED, after=DecisionKind.EMERGENCY
    ),
}


async def case_for(house: House, kind: DecisionKind) -> str:
    """A case where a decision is possible."""
    case = await house.submit(priority=Priority.HIGH)
    await house.walk(case, OCCASIONS[kind].stage)
    if before := OCCASIONS[kind].after:
        await house.decide(case, before, OCCASIONS[before].by, **OCCASIONS[before].choice)
    return case


async def choice_for(house: House, kind: DecisionKind) -> Mapping[str, Any]:
    """What a decision chooses; a duplicate needs another case that goes on."""
    if kind is DecisionKind.DUPLICATE:
        return {"of": await house.submit()}
    return OCCASIONS[kind].choice


async def update(
    handle: Handle, kind: DecisionKind, request: DecisionRequest, update_id: str | None = None
) -> DecisionReceipt:
    receipt: DecisionReceipt = await handle.execute_update(
        kind.value, request, id=update_id, result_type=DecisionReceipt
    )
    return receipt


async def refusal_of(
    handle: Handle, kind: DecisionKind, request: DecisionRequest
) -> ApplicationError:
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await update(handle, kind, request)
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    return cause


async def event_types(handle: Handle) -> list[EventType.ValueType]:
    return [event.event_type async for event in handle.fetch_history_events()]


async def until_same(house: House, case: str) -> CaseState:
    """The state that a workflow knows, once it is the record's."""

    async def same() -> CaseState | None:
        known = await house.cases.state(case)
        return known if known == house.state(case) else None

    found = await until_answered(same)
    assert found
    return found


async def until_quiet(handle: Handle) -> None:
    """Wait until a workflow has nothing to do that it knows of."""

    async def quiet() -> bool:
        raw = (await handle.describe()).raw_description
        return not raw.pending_activities and not raw.HasField("pending_workflow_task")

    await until_answered(quiet)
