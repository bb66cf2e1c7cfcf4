"""Every decision as an update and as a signal; said twice, it is one."""

import asyncio
from functools import partial

import pytest

from schemas.enums import DecisionKind, EventKind, Refusal, Stage
from schemas.messages import DecisionReceipt, DecisionRequest
from tests.waiting import until
from tests.workflows.house import House, request_id_for
from tests.workflows.occasions import OCCASIONS, case_for, choice_for, refusal_of, update


def test_every_decision_is_tried() -> None:
    assert set(OCCASIONS) == set(DecisionKind)


async def test_every_decision_as_an_update(embedded: House, subtests: pytest.Subtests) -> None:
    for kind, occasion in OCCASIONS.items():
        with subtests.test(kind.value):
            case = await case_for(embedded, kind)
            decision = embedded.decision(
                case, kind, occasion.by, **await choice_for(embedded, kind)
            )
            request = await embedded.accept(decision)

            receipt = await update(embedded.handle(case), kind, request)

            [event] = embedded.events(case, occasion.event)
            assert (event.by, event.request_id) == (occasion.by, request.request_id)
            assert event.texts == decision.texts
            state = embedded.state(case)
            assert receipt == DecisionReceipt(
                request_id=request.request_id, seq=event.seq, stage=state.stage, cycle=state.cycle
            )


async def test_every_decision_as_a_signal(embedded: House, subtests: pytest.Subtests) -> None:
    for kind, occasion in OCCASIONS.items():
        with subtests.test(kind.value):
            case = await case_for(embedded, kind)
            decision = embedded.decision(
                case, kind, occasion.by, **await choice_for(embedded, kind)
            )
            request = await embedded.accept(decision)

            await embedded.handle(case).signal(kind.value, request)

            [event] = await until(partial(embedded.events, case, occasion.event))
            assert (event.by, event.request_id) == (occasion.by, request.request_id)
            assert event.texts == decision.texts


async def test_decisions_without_a_door(embedded: House) -> None:
    """A system that speaks only Temporal decides by choices alone, without words."""
    case = await case_for(embedded, DecisionKind.REJECT)
    request = DecisionRequest(
        request_id="from-afar-0001", by="zhang", version=1, reason_code="too_dear", cycle=1
    )

    await update(embedded.handle(case), DecisionKind.REJECT, request)

    [event] = embedded.events(case, EventKind.REJECTED)
    assert (event.by, event.data["reason_code"], event.texts) == ("zhang", "too_dear", {})
    words_missing = DecisionRequest(request_id="from-afar-0002", by="li")
    refusal = await refusal_of(embedded.handle(case), DecisionKind.PROPOSE, words_missing)
    assert refusal.type == Refusal.TEXT_MISSING


async def test_the_same_update_twice_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TAKE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.TAKE), by="li")
    handle = embedded.handle(case)

    first, second = await asyncio.gather(
        update(handle, DecisionKind.TAKE, request, "one-and-the-same"),
        update(handle, DecisionKind.TAKE, request, "one-and-the-same"),
    )
    third = await update(handle, DecisionKind.TAKE, request, "one-and-the-same")

    assert first == second == third
    assert len(embedded.events(case, EventKind.TAKEN)) == 1


async def test_the_same_request_under_another_update_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.APPROVE), by="zhang")
    handle = embedded.handle(case)

    first, second = await asyncio.gather(
        update(handle, DecisionKind.APPROVE, request), update(handle, DecisionKind.APPROVE, request)
    )
    third = await update(handle, DecisionKind.APPROVE, request)
    await embedded.decide(case, DecisionKind.RESOLVE)
    much_later = await update(handle, DecisionKind.APPROVE, request)

    assert first == second == third
    assert much_later.seq == first.seq
    assert len(embedded.events(case, EventKind.APPROVED)) == 1
    assert not embedded.events(case, EventKind.REFUSED)


async def test_the_same_decision_twice_at_the_door_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    decision = embedded.decision(case, DecisionKind.APPROVE, "zhang")

    carried = await asyncio.gather(*(embedded.gateway.decide(decision) for _ in range(5)))
    again = await embedded.gateway.decide(decision)

    assert {each.stage for each in (*carried, again)} == {Stage.RESOLVING}
    assert not any(each.pending for each in carried)
    assert len(embedded.events(case, EventKind.APPROVED)) == 1


async def test_a_refused_request_stays_refused(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.APPROVE), by="wang")
    handle = embedded.handle(case)

    first = await refusal_of(handle, DecisionKind.APPROVE, request)
    second = await refusal_of(handle, DecisionKind.APPROVE, request)

    assert first.type == second.type == Refusal.ROLE_TOO_LOW
    assert len(embedded.events(case, EventKind.REFUSED)) == 1


async def test_a_request_id_stands_for_one_kind_of_decision(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    decision = embedded.decision(case, DecisionKind.APPROVE, "zhang")
    request = await embedded.accept(decision)

    refusal = await refusal_of(embedded.handle(case), DecisionKind.REJECT, request)

    assert refusal.type == Refusal.INVALID
    assert embedded.stage(case) is Stage.AWAITING_APPROVAL


async def test_the_same_signal_twice_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TAKE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.TAKE), by="li")
    handle = embedded.handle(case)

    for _ in range(3):
        await handle.signal("take", request)
    # An update comes after the signals that were sent before it.
    await update(handle, DecisionKind.PROGRESS, await _accepted_progress(embedded, case))

    assert len(embedded.events(case, EventKind.TAKEN)) == 1


async def _accepted_progress(house: House, case: str) -> DecisionRequest:
    return await house.accept(house.decision(case, DecisionKind.PROGRESS, "li"))
