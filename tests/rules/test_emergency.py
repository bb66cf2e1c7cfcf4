"""Which cases are emergencies, who is called when, and how often customers hear."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules import emergency, steps
from rules.alarms import alarms, due
from rules.clocks import clocks
from rules.fold import fold
from rules.notices import notices
from rules.transitions import WORKING
from schemas.durations import Elapsed
from schemas.emergency import Emergency, EmergencyRule
from schemas.enums import ClockKind, ClockState, EventKind, Priority, Stage
from schemas.events import Event, NewEvent
from schemas.notices import Reason
from schemas.policy import Policy
from schemas.promises import Facts, QuietHours, When
from schemas.views import Clock
from tests.rules.case_strategies import histories, policies
from tests.stories import (
    LEAD,
    POLICY,
    START,
    Story,
    after,
    analyzed,
    days,
    hours,
    minutes,
    state,
    triaged,
)

TAKES = (EventKind.TAKEN, EventKind.ASSIGNED, EventKind.PROPOSED)


def urgent(at: timedelta = timedelta(), priority: Priority = Priority.MEDIUM) -> Story:
    """An emergency whose group was called once."""
    story = analyzed(priority).then(EventKind.EMERGENCY, at, LEAD, why="hand")
    return story.then(EventKind.CALLED, at, n=1)


def called(story: Story, at: timedelta, policy: Policy = POLICY) -> list[int]:
    new = due(story.events, fold(story.events), policy, after(at))
    return [event.data["n"] for event in new if event.kind is EventKind.CALLED]


# ── Calls ────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(1, 30), st.lists(st.integers(0, 90), max_size=6), st.integers(0, 300))
def test_again_and_again_until_somebody_takes_it(
    every: int, waits: list[int], taken_at: int
) -> None:
    section = POLICY.emergency.model_copy(update={"call_every": minutes(every)})
    policy = POLICY.model_copy(update={"emergency": section})
    story, minute, calls = urgent(), 0, [0]
    for wait in [*waits, 400]:
        minute += wait
        if minute >= taken_at and not any(e.kind in TAKES for e in story.events):
            story.then(EventKind.TAKEN, minutes(minute), "li")
        open_still = minute < taken_at
        expected = [len(calls) + 1] if open_still and minute - calls[-1] >= every else []
        assert called(story, minutes(minute), policy) == expected
        for n in expected:
            story.then(EventKind.CALLED, minutes(minute), n=n)
            calls.append(minute)


@given(policies(), histories(), st.integers(0, 60))
def test_nobody_is_called_but_for_an_open_emergency(
    policy: Policy, events: list[Event], later: int
) -> None:
    now, stands = events[-1].at + minutes(later), fold(events)

    coming = alarms(events, clocks(events, policy, now), stands, policy)

    if any(alarm.event.kind is EventKind.CALLED for alarm in coming):
        assert stands.emergency
        assert stands.stage in WORKING


@pytest.mark.parametrize("kind", [EventKind.TAKEN, EventKind.ASSIGNED])
def test_whoever_had_it_before_has_to_take_it_again(kind: EventKind) -> None:
    story = analyzed(Priority.HIGH).then(EventKind.TAKEN, minutes(1), "wang")
    story.then(EventKind.EMERGENCY, hours(1), LEAD, why="hand").then(
        EventKind.CALLED, hours(1), n=1
    )
    assert called(story, hours(2)) == [2]

    story.then(kind, hours(1), "wang", to="wang")
    assert called(story, hours(2)) == []


def test_with_another_team_somebody_there_has_to_take_it() -> None:
    story = urgent().then(EventKind.TAKEN, minutes(5), "li")
    story.then(EventKind.ROUTED, hours(2), LEAD, team="support")

    assert called(story, hours(2)) == [2]


@pytest.mark.parametrize("ends", [EventKind.CALMED, EventKind.RESOLVED, EventKind.WITHDRAWN])
def test_calls_end_with_the_emergency_or_the_solution(ends: EventKind) -> None:
    assert called(urgent().then(ends, minutes(5), LEAD), days(1)) == []


def test_a_second_emergency_counts_its_calls_anew() -> None:
    story = urgent().then(EventKind.CALLED, hours(1), n=2).then(EventKind.CALMED, hours(2), LEAD)
    story.then(EventKind.EMERGENCY, hours(5), LEAD).then(EventKind.CALLED, hours(5), n=1)

    assert called(story, hours(5.2)) == []
    assert called(story, hours(5.25)) == [2]


def test_the_group_hears_at_night_too() -> None:
    quiet = QuietHours(begin=START.time(), end=START.time(), free_days=True)
    policy = POLICY.model_copy(update={"quiet_hours": quiet})
    stands = state(Stage.PLANNING, emergency=True)
    call = urgent().events[-1]

    told = notices(call, stands, policy, ())

    assert {(each.to.name, each.to.reason) for each in told} == {
        ("zhang", Reason.LEAD),
        ("chen", Reason.MANAGER),
    }
    assert all(each.critical for each in told)


def test_a_group_of_agents_and_logins() -> None:
    section = POLICY.emergency.model_copy(update={"group": ("agent", "chen", "team")})
    policy = POLICY.model_copy(update={"emergency": section})

    found = notices(urgent().events[-1], state(Stage.PLANNING), policy, ())

    assert [each.to.name for each in found] == ["li", "wang", "chen", "@engineering"]


# ── By rule ──────────────────────────────────────────────────────────────────────────────────────


def ruled(*rules: EmergencyRule) -> Policy:
    return POLICY.model_copy(update={"emergency": Emergency(rules=rules)})


HIGH = EmergencyRule(when=When(priority=(Priority.HIGH,)))
FIRE = EmergencyRule(words=("On Fire", "起火"))


@pytest.mark.parametrize(
    ("text", "priority", "expected"),
    [
        ("the charger is ON FIRE", Priority.LOW, True),
        ("充电器起火了", Priority.LOW, True),
        ("it is slow", Priority.LOW, False),
        ("it is slow", Priority.HIGH, True),
    ],
)
def test_rules_by_words_and_by_facts(text: str, priority: Priority, expected: bool) -> None:
    found = emergency.at_receipt(ruled(HIGH, FIRE), state(Stage.PLANNING, priority=priority), text)

    kinds = [EventKind.EMERGENCY, EventKind.CALLED] if expected else []
    assert [event.kind for event in found] == kinds


def test_both_conditions_of_one_rule_must_hold() -> None:
    rule = EmergencyRule(when=HIGH.when, words=FIRE.words)

    assert rule.holds(Facts(priority=Priority.HIGH), "起火")
    assert not rule.holds(Facts(priority=Priority.LOW), "起火")
    assert not rule.holds(Facts(priority=Priority.HIGH), "…")


def completed(story: Story, policy: Policy, kind: EventKind, at: datetime) -> list[EventKind]:
    before = fold(story.events[:-1])
    last = NewEvent(kind=kind, by=LEAD, data=story.events[-1].data)
    return [event.kind for event in steps.completed(policy, before, [last], (), at)]


def test_a_case_that_becomes_urgent_is_an_emergency_then() -> None:
    story = triaged(analyzed(Priority.LOW), Priority.HIGH, hours(1))

    found = completed(story, ruled(HIGH), EventKind.TRIAGED, START)

    assert found == [EventKind.TRIAGED, EventKind.EMERGENCY, EventKind.CALLED]


def test_what_a_person_ended_no_rule_declares_again() -> None:
    story = urgent(priority=Priority.HIGH).then(EventKind.CALMED, hours(1), LEAD)
    assert completed(story, ruled(HIGH), EventKind.CALMED, START) == [EventKind.CALMED]

    triaged(story, Priority.HIGH, hours(2), "usage_question")
    assert completed(story, ruled(HIGH), EventKind.TRIAGED, START) == [EventKind.TRIAGED]


def test_a_rule_for_every_case_is_a_mistake() -> None:
    with pytest.raises(ValidationError, match="every case"):
        EmergencyRule()


@pytest.mark.parametrize("key", ["call_every", "update_every"])
def test_nobody_is_called_without_a_pause(key: str) -> None:
    with pytest.raises(ValidationError, match="at least 1 minute"):
        Emergency.model_validate({key: "0 minutes"})


# ── Targets ──────────────────────────────────────────────────────────────────────────────────────


def test_word_on_progress_is_promised_from_the_declaration_on() -> None:
    story = urgent(hours(30))
    mine = updates(story, hours(30))
    assert [(c.state, c.ended_at) for c in mine[:1]] == [(ClockState.STOPPED, after(hours(30)))]
    assert mine[1].due_at == after(hours(31))
    assert mine[1].calendar == "247"

    story.then(EventKind.PROGRESS, hours(30.5), "li")
    assert updates(story, hours(31))[2].due_at == after(hours(31.5))


def updates(story: Story, now: timedelta) -> list[Clock]:
    found = clocks(story.events, POLICY, after(now))
    return [clock for clock in found if clock.kind is ClockKind.INTERIM_UPDATE]


def test_an_emergency_has_targets_of_its_own_around_the_clock() -> None:
    facts = Facts(priority=Priority.MEDIUM, emergency=True, team="engineering")

    assert POLICY.target(ClockKind.RESOLVE, facts) == (Elapsed(hours(8)), "247")
    calm = facts.model_copy(update={"emergency": False})
    assert POLICY.target(ClockKind.RESOLVE, calm) != POLICY.target(ClockKind.RESOLVE, facts)
    confirm = POLICY.target(ClockKind.CONFIRM, facts)
    assert confirm == (Elapsed(days(7)), "247")
