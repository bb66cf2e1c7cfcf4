"""Decisions that meet each other, silence, the analysis or a worker that is not there."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from schemas.enums import DecisionKind, EventKind, Outcome, Refusal, Stage
from schemas.errors import Refused
from schemas.messages import DecisionReceipt, DecisionRequest
from tests.waiting import until
from tests.workflows.house import House, policy
from tests.workflows.occasions import case_for, event_types, update


async def test_of_many_approvals_at_once_exactly_one_wins(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    requests = [
        DecisionRequest(request_id=f"approval-number-{n}", by=("zhang", "chen")[n % 2])
        for n in range(8)
    ]

    answers = await asyncio.gather(
        *(update(embedded.handle(case), DecisionKind.APPROVE, each) for each in requests),
        return_exceptions=True,
    )

    won = [each for each in answers if isinstance(each, DecisionReceipt)]
    lost = [each for each in answers if isinstance(each, WorkflowUpdateFailedError)]
    assert (len(won), len(lost)) == (1, 7), answers
    reasons = {each.cause.type for each in lost if isinstance(each.cause, ApplicationError)}
    assert reasons <= {Refusal.NO_APPROVAL_NEEDED, Refusal.ALREADY_DECIDED}
    [approved] = embedded.events(case, EventKind.APPROVED)
    assert approved.request_id == won[0].request_id
    assert embedded.stage(case) is Stage.RESOLVING


async def test_of_approval_and_rejection_at_once_exactly_one_wins(embedded: House) -> None:
    cases = [await case_for(embedded, DecisionKind.APPROVE) for _ in range(6)]

    async def decide(case: str, kind: DecisionKind, by: str) -> bool:
        try:
            await embedded.decide(case, kind, by)
        except Refused:
            return False
        return True

    for case in cases:
        won = await asyncio.gather(
            decide(case, DecisionKind.APPROVE, "zhang"), decide(case, DecisionKind.REJECT, "chen")
        )
        decided = embedded.events(case, EventKind.APPROVED, EventKind.REJECTED)
        assert len(decided) == sum(won) == 1
        assert embedded.stage(case) is (Stage.RESOLVING if won[0] else Stage.PLANNING)


@pytest.mark.parametrize(
    "policy_text", [policy(confirm='"2 seconds"', remind_after="[]")], indirect=True
)
@pytest.mark.parametrize("solved", [True, False])
async def test_the_customer_answers_while_silence_closes_the_case(
    embedded: House, solved: bool
) -> None:
    cases = [await embedded.submit() for _ in range(12)]
    for case in cases:
        await embedded.walk(case, Stage.AWAITING_CONFIRMATION)

    async def answer(n: int, case: str) -> None:
        [resolved] = embedded.events(case, EventKind.RESOLVED)
        silence = resolved.at + timedelta(seconds=2, milliseconds=10 * (n - 4))
        left = (silence - datetime.now(UTC)).total_seconds()
        await asyncio.sleep(max(left, 0))  # the race is between two clocks
        await embedded.confirm(case, solved=solved)

    await asyncio.gather(*(answer(n, case) for n, case in enumerate(cases)))
    await asyncio.gather(*(embedded.mailed(case) for case in cases))

    for case in cases:
        answered = EventKind.CONFIRMED if solved else EventKind.REOPENED
        course = [
            kind
            for kind in embedded.kinds(case)
            if kind in (EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.REOPENED)
        ]
        assert course in ([answered], [EventKind.UNCONFIRMED, answered])
        state = embedded.state(case)
        if solved:
            assert (state.stage, state.outcome) == (Stage.CLOSED, Outcome.CONFIRMED)
        else:
            assert (state.stage, state.cycle, state.outcome) == (Stage.PLANNING, 2, None)
        assert await embedded.cases.state(case) == state
        letters = [x.message_id for x in embedded.office.letters if x.case_id == case]
        assert len(letters) == len(set(letters))


async def test_decisions_before_the_analysis_wait_for_it(embedded: House) -> None:
    await embedded.close()
    by_signal = await embedded.submit()
    by_update = await embedded.submit()
    request = await embedded.accept(embedded.decision(by_signal, DecisionKind.TAKE, "li"))
    await embedded.handle(by_signal).signal("take", request)
    decision = embedded.decision(by_update, DecisionKind.PROPOSE, "li")
    request = await embedded.accept(decision)
    answer = asyncio.create_task(
        update(embedded.handle(by_update), DecisionKind.PROPOSE, request, request.request_id)
    )
    await embedded.open()

    receipt = await answer
    assert receipt.stage is Stage.RESOLVING
    await until(lambda: EventKind.TAKEN in embedded.kinds(by_signal))
    for case, event in ((by_signal, EventKind.TAKEN), (by_update, EventKind.PROPOSED)):
        kinds = embedded.kinds(case)
        assert kinds.index(EventKind.ANALYZED) < kinds.index(event)
        types = await event_types(embedded.handle(case))
        assert EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED not in types


async def test_an_impatient_door_says_recorded_and_the_next_pass_does_it(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TAKE)
    await embedded.close()

    carried = await embedded.gateway.decide(embedded.decision(case, DecisionKind.TAKE, "li"))
    assert carried.pending
    assert [each.by for each in embedded.view(case).pending] == ["li"]
    await embedded.open()
    await embedded.delivery.deliver(case, timedelta(seconds=10))

    assert len(embedded.events(case, EventKind.TAKEN)) == 1
    assert embedded.view(case).pending == ()
