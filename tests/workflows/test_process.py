"""The process as customers and teams live through it, in virtual time."""

import time

from schemas.enums import (
    ClockKind,
    ClockState,
    DecisionKind,
    EventKind,
    Locale,
    Outcome,
    Priority,
    Refusal,
    Stage,
    Template,
)
from schemas.events import CUSTOMER
from tests.workflows.house import CONTACT, House
from tests.workflows.virtual_time import DAY, MINUTE, assert_at, clock, outcome, refused, running


async def test_an_ordinary_case(skipping: House) -> None:
    case = await skipping.submit(locale=Locale.EN)
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)
    for kind in (DecisionKind.TAKE, DecisionKind.PROPOSE, DecisionKind.RESOLVE):
        await skipping.decide(case, kind)
        await skipping.mailed(case)
    await skipping.confirm(case, solved=True, rating=5)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)

    assert await outcome(skipping, case) == Outcome.CONFIRMED
    assert sorted(skipping.kinds(case)[:4]) == sorted(
        [EventKind.RECEIVED, EventKind.ANALYZED, EventKind.ROUTED, EventKind.ACKNOWLEDGED]
    )
    assert skipping.kinds(case)[4:] == [
        EventKind.TAKEN,
        EventKind.PROPOSED,
        EventKind.RESOLVED,
        EventKind.MAILED,
        EventKind.CONFIRMED,
        EventKind.MAILED,
        EventKind.ENDED,
    ]
    assert skipping.office.sent(case) == [
        Template.ACKNOWLEDGEMENT,
        Template.SOLUTION,
        Template.SUMMARY,
    ]
    assert {letter.recipient for letter in skipping.office.letters} == {CONTACT}
    promised = (ClockKind.ACKNOWLEDGE, ClockKind.ANALYZE, ClockKind.RESOLVE, ClockKind.CONFIRM)
    assert {c.kind: c.state for c in skipping.view(case).clocks} == dict.fromkeys(
        promised, ClockState.MET
    )
    assert skipping.state(case).ended


async def test_not_solved_opens_the_next_cycle(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)

    carried = await skipping.confirm(case, solved=False, rating=2)
    assert (carried.stage, carried.cycle) == (Stage.PLANNING, 2)
    assert skipping.state(case).version == 0
    assert clock(skipping, case, ClockKind.RESOLVE, cycle=2).state is ClockState.RUNNING

    assert await refused(skipping, case, DecisionKind.PROPOSE, "li", cycle=1) == (
        Refusal.OTHER_CYCLE
    )
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)

    assert await outcome(skipping, case) == Outcome.CONFIRMED
    assert skipping.office.sent(case, team=False) == [
        Template.ACKNOWLEDGEMENT,
        Template.SOLUTION,
        Template.REOPENED,
        Template.SOLUTION,
        Template.SUMMARY,
    ]
    to_customer = [x for x in skipping.office.letters if not x.template.for_team]
    assert [letter.cycle for letter in to_customer] == [1, 1, 2, 2, 2]


async def test_silence_is_reminded_of_then_closes_as_unconfirmed(skipping: House) -> None:
    began = time.monotonic()
    case = await skipping.submit()
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    [resolved] = skipping.events(case, EventKind.RESOLVED)
    quiet = [Template.ACKNOWLEDGEMENT, Template.SOLUTION]

    await skipping.sleep_until(resolved.at + 3 * DAY - MINUTE)
    assert skipping.office.sent(case, team=False) == quiet
    await skipping.sleep_until(resolved.at + 7 * DAY - MINUTE)
    assert skipping.office.sent(case, team=False) == [*quiet, *[Template.REMINDER] * 2]
    assert skipping.stage(case) is Stage.AWAITING_CONFIRMATION
    await skipping.sleep_until(resolved.at + 7 * DAY + MINUTE)
    await skipping.reach(case, Stage.CLOSED)
    await skipping.mailed(case)
    assert skipping.state(case).outcome is Outcome.UNCONFIRMED
    assert await running(skipping, case)
    await skipping.sleep_until(resolved.at + 21 * DAY + MINUTE)

    assert await outcome(skipping, case) == Outcome.UNCONFIRMED
    assert_at(
        skipping.events(case, EventKind.REMINDED), resolved.at + 3 * DAY, resolved.at + 6 * DAY
    )
    [closed] = skipping.events(case, EventKind.UNCONFIRMED)
    assert_at([closed], resolved.at + 7 * DAY)
    assert_at(skipping.events(case, EventKind.ENDED), closed.at + 14 * DAY)
    reminders = [x for x in skipping.office.letters if x.template is Template.REMINDER]
    assert [x.occurrence for x in reminders] == [1, 2]
    assert skipping.office.sent(case, team=False)[-1] is Template.SUMMARY
    # A customer's silence is no promise that was broken.
    assert skipping.office.sent(case, team=True) == []
    assert not skipping.events(case, EventKind.WARNED)
    assert not skipping.state(case).breached
    assert time.monotonic() - began < 30, "three weeks should take no time"


async def test_a_late_yes_confirms_what_silence_had_closed(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.sleep(8 * DAY)
    assert (await skipping.reach(case, Stage.CLOSED)).outcome is Outcome.UNCONFIRMED

    await skipping.confirm(case, solved=True)

    assert skipping.state(case).outcome is Outcome.CONFIRMED
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)
    assert await outcome(skipping, case) == Outcome.CONFIRMED


async def test_reopened_within_the_window(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY - MINUTE)

    carried = await skipping.confirm(case, solved=False)
    assert (carried.stage, carried.cycle) == (Stage.PLANNING, 2)
    # The window of the first cycle has no meaning any more.
    await skipping.sleep(2 * DAY)
    assert await running(skipping, case)
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY - MINUTE)
    assert await running(skipping, case)
    await skipping.sleep(2 * MINUTE)

    assert await outcome(skipping, case) == Outcome.CONFIRMED
    assert len(skipping.events(case, EventKind.ENDED)) == 1


async def test_after_the_window_nothing_opens_the_case(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)
    await outcome(skipping, case)

    assert await refused(skipping, case, DecisionKind.CONFIRM, CUSTOMER, solved=False) == (
        Refusal.WINDOW_OVER
    )
    assert await refused(skipping, case, DecisionKind.REOPEN, "zhang") == Refusal.WINDOW_OVER


async def test_a_lead_reopens_and_an_agent_does_not(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.CLOSED)

    assert await refused(skipping, case, DecisionKind.REOPEN, "li") == Refusal.ROLE_TOO_LOW
    carried = await skipping.decide(case, DecisionKind.REOPEN, "zhang")

    assert (carried.stage, carried.cycle) == (Stage.PLANNING, 2)


async def test_declined_with_reasons_has_a_window(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)

    await skipping.decide(case, DecisionKind.DECLINE, words="it works as promised")
    await skipping.mailed(case)

    assert skipping.state(case).outcome is Outcome.DECLINED
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT, Template.SUMMARY]
    assert "it works as promised" in skipping.office.letters[-1].text
    assert await running(skipping, case)
    await skipping.sleep(14 * DAY + MINUTE)
    assert await outcome(skipping, case) == Outcome.DECLINED


async def test_withdrawn_ends_as_soon_as_the_mail_is_out(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)
    before = await skipping.clock.read()

    await skipping.decide(case, DecisionKind.WITHDRAW)

    assert await outcome(skipping, case) == Outcome.WITHDRAWN
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT, Template.SUMMARY]
    assert await skipping.clock.read() - before < MINUTE
    assert {c.state for c in skipping.view(case).clocks} <= {ClockState.MET, ClockState.STOPPED}
