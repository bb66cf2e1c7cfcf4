"""What was promised, in virtual time: paused, changed, warned of, missed, and told once."""

import pytest

from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Priority, Stage, Template
from schemas.events import CUSTOMER
from tests.waiting import until
from tests.workflows.house import House, policy
from tests.workflows.virtual_time import DAY, HOUR, MALFUNCTIONS_TO, MINUTE, assert_at, clock


@pytest.mark.parametrize("stage", [Stage.PLANNING, Stage.RESOLVING])
async def test_row_04_a_question_pauses_the_clocks_and_the_reply_resumes_them(
    skipping: House, stage: Stage
) -> None:
    case = await skipping.submit()
    await skipping.walk(case, stage)
    await skipping.sleep(2 * DAY)
    before = clock(skipping, case, ClockKind.RESOLVE)
    await skipping.decide(case, DecisionKind.CLARIFY, words="Which version?")

    assert skipping.stage(case) is Stage.CLARIFYING
    assert clock(skipping, case, ClockKind.RESOLVE).state is ClockState.PAUSED
    await skipping.sleep(30 * DAY)
    # Nobody waits for the team, so nobody is warned.
    assert not skipping.events(case, EventKind.WARNED, EventKind.MISSED)
    await skipping.decide(case, DecisionKind.REPLY, CUSTOMER, words="12.3")

    assert skipping.stage(case) is stage
    [asked] = skipping.events(case, EventKind.ASKED)
    [replied] = skipping.events(case, EventKind.REPLIED)
    after = clock(skipping, case, ClockKind.RESOLVE)
    assert after.due_at - before.due_at == replied.at - asked.at
    assert after.warn_at - before.warn_at == replied.at - asked.at
    assert replied.at - asked.at >= 30 * DAY
    assert skipping.state(case).due_at == after.due_at

    await skipping.sleep_until(after.due_at + MINUTE)
    await until(lambda: skipping.events(case, EventKind.MISSED))
    told = skipping.events(case, EventKind.WARNED, EventKind.MISSED)
    assert_at(told, after.warn_at, after.due_at)
    assert skipping.office.sent(case, team=False) == [Template.ACKNOWLEDGEMENT, Template.QUESTION]


async def test_warnings_and_misses_tell_the_team_exactly_once(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    received = skipping.view(case).received_at

    await skipping.sleep_until(received + 4 * DAY - MINUTE)
    assert await skipping.tell() == 0
    await skipping.sleep_until(received + 5 * DAY - MINUTE)
    assert await skipping.tell() == 1
    assert not skipping.state(case).breached
    await skipping.sleep_until(received + 60 * DAY)
    await skipping.decide(case, DecisionKind.TAKE)
    assert await skipping.tell() == 1
    assert await skipping.tell() == 0

    assert [x.recipient for x in skipping.office.digests] == [MALFUNCTIONS_TO] * 2
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT]
    assert_at([*skipping.events(case, EventKind.WARNED)], received + 4 * DAY)
    assert_at([*skipping.events(case, EventKind.MISSED)], received + 5 * DAY)
    assert skipping.state(case).breached
    # Late is late, and still it goes on.
    await skipping.walk(case, Stage.CLOSED)
    assert clock(skipping, case, ClockKind.RESOLVE).state is ClockState.MISSED
    await skipping.mailed(case)
    assert await skipping.tell() == 0


async def test_every_cycle_is_warned_of_and_missed_by_itself(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.PLANNING)
    await skipping.sleep(6 * DAY)
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.confirm(case, solved=False)
    assert not skipping.state(case).breached
    await skipping.sleep(6 * DAY)
    await skipping.mailed(case)

    told = skipping.events(case, EventKind.WARNED, EventKind.MISSED)
    assert [(x.kind, x.cycle) for x in told] == [
        (EventKind.WARNED, 1),
        (EventKind.MISSED, 1),
        (EventKind.WARNED, 2),
        (EventKind.MISSED, 2),
    ]
    assert await skipping.tell() == 1
    assert skipping.state(case).breached


async def test_a_triaged_priority_changes_the_targets(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.LOW)
    await skipping.reach(case, Stage.PLANNING)
    received = skipping.view(case).received_at
    assert skipping.state(case).due_at == received + 14 * DAY

    await skipping.sleep(HOUR)
    await skipping.decide(case, DecisionKind.TRIAGE, priority=Priority.HIGH)

    # Counted from where the clock began, and warned of in time although the timer was far off.
    assert skipping.state(case).due_at == received + DAY
    await skipping.sleep_until(received + DAY + MINUTE)
    await until(lambda: skipping.events(case, EventKind.MISSED))
    assert_at(
        skipping.events(case, EventKind.WARNED, EventKind.MISSED),
        received + 0.8 * DAY,
        received + DAY,
    )
    await skipping.decide(case, DecisionKind.PROPOSE)
    assert skipping.state(case).needs == "lead"


@pytest.mark.parametrize("policy_text", [policy(triage_below="0.5")], indirect=True)
async def test_what_the_rules_are_unsure_of_waits_for_a_person(skipping: House) -> None:
    case = await skipping.submit("???", category=None, priority=None)
    await skipping.reach(case, Stage.TRIAGE)
    assert clock(skipping, case, ClockKind.ANALYZE).state is ClockState.RUNNING

    await skipping.decide(
        case, DecisionKind.TRIAGE, category="service_complaint", priority=Priority.MEDIUM
    )

    state = skipping.state(case)
    assert (state.stage, state.team, state.category) == (
        Stage.PLANNING,
        "quality",
        "service_complaint",
    )
    assert clock(skipping, case, ClockKind.ANALYZE).state is ClockState.MET
