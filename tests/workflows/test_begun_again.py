"""A workflow begun again, reset or replayed: nothing is lost and nothing is done twice."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import CancelledError

from schemas.enums import DecisionKind, EventKind, Outcome, Priority, Stage, Template
from schemas.messages import DecisionReceipt, DecisionRequest
from tests.waiting import until, until_answered
from tests.workflows.house import House, policy
from tests.workflows.runs import ALL_MAILS, assert_healthy, message_ids, run_id


async def begin_again(house: House, case: str) -> None:
    """End a case's workflow, and begin it from what the record knows."""
    before = await run_id(house, case)
    await house.handle(case).terminate("a test")
    await house.delivery.start(case)
    assert await run_id(house, case) != before


# ------------------------------------------------------------------------------ begun again


async def to_received(house: House) -> str:
    await house.close()
    house.office.busy()
    return await house.submit()


async def to_acknowledged(house: House) -> str:
    await house.close()
    return await house.submit(contact=None)


async def to_triage(house: House) -> str:
    case = await house.submit("???", category=None, priority=None)
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

    async def has_heard() -> bool:
        types = [event.event_type async for event in handle.fetch_history_events()]
        return heard in types and done in types[types.index(heard) :]

    await until_answered(has_heard)


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
