"""The clocks against an oracle that watches the case minute by minute, and the mistakes that other
systems have made (field-notes.md, section 11)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alarms import due
from rules.clocks import clocks
from rules.fold import fold
from schemas.enums import ClockKind, ClockState, EventKind, Priority
from schemas.events import CUSTOMER, Event
from schemas.policy import Policy
from schemas.views import Clock
from tests.rules.clock_oracle import watched
from tests.strategies import (
    LEAD,
    POLICY,
    START,
    Story,
    after,
    analyzed,
    days,
    histories,
    hours,
    minutes,
    policies,
    received,
    triaged,
)

LATER = st.integers(0, 120).map(minutes)
CLOSED_BY = [
    EventKind.CONFIRMED,
    EventKind.UNCONFIRMED,
    EventKind.DECLINED,
    EventKind.WITHDRAWN,
]


def clock(story: Story, kind: ClockKind, at: timedelta, cycle: int = 1) -> Clock:
    """One clock of the default policy, so long after the start."""
    found = clocks(story.events, POLICY, after(at))
    return next(c for c in found if c.kind is kind and c.cycle == cycle)


def resolve(story: Story, at: timedelta, cycle: int = 1) -> Clock:
    return clock(story, ClockKind.RESOLVE, at, cycle)


# ── Against the oracle ───────────────────────────────────────────────────────────────────────────


@given(histories(), policies(), LATER)
def test_which_clocks_there_are_and_when_they_ended(
    events: list[Event], policy: Policy, later: timedelta
) -> None:
    now = events[-1].at + later

    found = [(c.kind, c.cycle, c.ended_at) for c in clocks(events, policy, now)]

    assert found == [(c.kind, c.cycle, c.ended_at) for c in watched(events, policy, now)]


@given(histories(), policies(), LATER)
def test_the_state_of_every_clock(events: list[Event], policy: Policy, later: timedelta) -> None:
    now = events[-1].at + later

    found = [(c.kind, c.cycle, c.state) for c in clocks(events, policy, now)]

    assert found == [(c.kind, c.cycle, c.state) for c in watched(events, policy, now)]


@given(histories(), policies(), LATER)
def test_when_every_clock_is_due(events: list[Event], policy: Policy, later: timedelta) -> None:
    now = events[-1].at + later

    found = [(c.kind, c.cycle, c.due_at) for c in clocks(events, policy, now)]

    assert found == [(c.kind, c.cycle, c.due_at) for c in watched(events, policy, now)]


@given(histories(), policies(), LATER)
def test_when_every_clock_warns(events: list[Event], policy: Policy, later: timedelta) -> None:
    now = events[-1].at + later

    found = [(c.kind, c.cycle, c.warn_at) for c in clocks(events, policy, now)]

    assert found == [(c.kind, c.cycle, c.warn_at) for c in watched(events, policy, now)]


# ── What holds for every history ─────────────────────────────────────────────────────────────────


@given(histories(), policies(), LATER, LATER)
def test_without_an_event_a_missed_clock_stays_missed_and_an_ended_one_as_it_was(
    events: list[Event], policy: Policy, later: timedelta, still_later: timedelta
) -> None:
    now = events[-1].at + later
    before = clocks(events, policy, now)
    afterwards = clocks(events, policy, now + still_later)

    for one, other in zip(before, afterwards, strict=True):
        if one.ended_at:
            assert one == other
        if one.state is ClockState.MISSED:
            assert other.state is ClockState.MISSED


@given(histories(), policies())
def test_older_cycles_stay_as_they_were(events: list[Event], policy: Policy) -> None:
    reopened = [n for n, event in enumerate(events) if event.kind is EventKind.REOPENED]
    end = events[-1].at + days(1)
    at_the_end = {(c.kind, c.cycle): c for c in clocks(events, policy, end)}

    for n in reopened:
        past = clocks(events[: n + 1], policy, events[n].at)
        ended = [c for c in past if c.cycle < events[n].cycle and c.ended_at]
        assert ended == [at_the_end[c.kind, c.cycle] for c in ended]


@given(histories(), policies())
def test_a_closed_case_has_no_running_clock(events: list[Event], policy: Policy) -> None:
    closed = fold(events).outcome is not None
    states = {c.state for c in clocks(events, policy, events[-1].at)}

    assert not closed or not states & {ClockState.RUNNING, ClockState.PAUSED}


@given(histories(), policies(), LATER)
def test_all_instants_are_in_utc(events: list[Event], policy: Policy, later: timedelta) -> None:
    for each in clocks(events, policy, events[-1].at + later):
        ended = [each.ended_at] if each.ended_at else []
        for instant in (each.started_at, each.warn_at, each.due_at, *ended):
            assert instant.tzinfo is UTC


@given(histories(), policies())
def test_a_clock_of_the_machine_that_is_behind_does_no_harm(
    events: list[Event], policy: Policy
) -> None:
    now = events[-1].at - minutes(1)

    assert len(clocks(events, policy, now)) == len(clocks(events, policy, events[-1].at))


# ── Row by row: field-notes.md, section 11 ───────────────────────────────────────────────────────


def test_row_4_an_answer_on_the_web_starts_the_clock_again() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(10), LEAD)
    assert resolve(story, hours(30)).state is ClockState.PAUSED

    story.then(EventKind.REPLIED, hours(30), CUSTOMER)

    assert resolve(story, hours(31)).state is ClockState.RUNNING
    assert resolve(story, hours(31)).due_at == after(hours(24 + 20))
    assert resolve(story, hours(44)).state is ClockState.MISSED


@pytest.mark.parametrize("closed_by", CLOSED_BY)
def test_row_5_what_is_closed_escalates_no_more(closed_by: EventKind) -> None:
    story = analyzed(Priority.HIGH, minutes(1))
    if closed_by in (EventKind.CONFIRMED, EventKind.UNCONFIRMED):
        story.then(EventKind.RESOLVED, minutes(2), LEAD)
    story.then(closed_by, minutes(3), LEAD)

    coming = due(story.events, fold(story.events), POLICY, after(days(365)))

    assert {event.kind for event in coming} <= {EventKind.ENDED}


def test_row_7_a_new_case_is_not_late_wherever_the_reader_is() -> None:
    story = received(Priority.HIGH)
    in_shanghai = datetime.fromisoformat("2026-03-02T17:00:00+08:00")
    assert in_shanghai == START

    found = clocks(story.events, POLICY, in_shanghai)

    assert {each.state for each in found} == {ClockState.RUNNING}
    assert found[0].due_at == after(hours(2))


def test_row_7_answered_and_resolved_at_the_same_instant_keeps_the_pause() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(23), LEAD)
    story.then(EventKind.REPLIED, hours(100), CUSTOMER).then(EventKind.RESOLVED, hours(100), LEAD)

    assert resolve(story, hours(100)).state is ClockState.MET
    assert resolve(story, hours(200)).due_at == after(hours(24 + 77))


def test_row_7_what_ends_while_paused_keeps_the_pause() -> None:
    story = analyzed(Priority.HIGH, certain=False).then(EventKind.ASKED, hours(23), LEAD)
    triaged(story, Priority.HIGH, hours(100))

    analyze = clock(story, ClockKind.ANALYZE, hours(100))

    assert analyze.state is ClockState.MET
    assert analyze.due_at == after(hours(24 + 77))


def test_row_8_while_paused_no_time_is_used_up() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(10), LEAD)

    for at in (10, 24, 25, 1000):
        assert resolve(story, hours(at)).state is ClockState.PAUSED
        assert resolve(story, hours(at)).due_at == after(hours(at + 14))
        coming = due(story.events, fold(story.events), POLICY, after(hours(at)))
        assert {event.data["clock"] for event in coming} == {ClockKind.ACKNOWLEDGE}


@pytest.mark.parametrize("while_paused", [True, False])
def test_row_9_a_priority_changed_while_paused_does_not_forget_the_pause(
    while_paused: bool,
) -> None:
    story = analyzed(Priority.LOW).then(EventKind.ASKED, hours(10), LEAD)
    if while_paused:
        triaged(story, Priority.HIGH, hours(20)).then(EventKind.REPLIED, hours(30), CUSTOMER)
    else:
        story.then(EventKind.REPLIED, hours(30), CUSTOMER)
        triaged(story, Priority.HIGH, hours(30))

    assert resolve(story, hours(31)).due_at == after(hours(24 + 20))
    assert resolve(story, hours(31)).state is ClockState.RUNNING


def test_row_9_a_changed_priority_counts_from_the_original_start() -> None:
    story = analyzed(Priority.LOW)
    assert resolve(story, days(2)).due_at == after(days(14))

    triaged(story, Priority.HIGH, days(2))

    assert resolve(story, days(2)).due_at == after(hours(24))
    assert resolve(story, days(2)).state is ClockState.MISSED


def test_row_11_a_day_is_24_hours() -> None:
    story = analyzed(Priority.MEDIUM)

    assert resolve(story, hours(1)).due_at - START == hours(5 * 24)


def test_row_12_reopening_fires_no_overdue_at_once() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, hours(1))
    story.then(EventKind.RESOLVED, days(20), LEAD).then(EventKind.CONFIRMED, days(21), CUSTOMER)
    assert resolve(story, days(22)).state is ClockState.MISSED

    story.then(EventKind.REOPENED, days(30), CUSTOMER)

    assert resolve(story, days(30), cycle=2).state is ClockState.RUNNING
    assert resolve(story, days(30), cycle=2).due_at == after(days(31))
    assert resolve(story, days(30), cycle=1).state is ClockState.MISSED
    assert not due(story.events, fold(story.events), POLICY, after(days(30)))


# ── Further ──────────────────────────────────────────────────────────────────────────────────────


def test_the_automatic_confirmation_is_no_answer() -> None:
    story = received(Priority.HIGH).then(EventKind.ACKNOWLEDGED, minutes(1))
    story.then(EventKind.MAILED, minutes(2), template="acknowledgement")

    states = {c.kind: c.state for c in clocks(story.events, POLICY, after(hours(1)))}

    assert states == {
        ClockKind.ACKNOWLEDGE: ClockState.MET,
        ClockKind.ANALYZE: ClockState.RUNNING,
        ClockKind.RESOLVE: ClockState.RUNNING,
    }


def test_the_promise_to_acknowledge_is_not_paused_by_a_question() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(1), LEAD)

    assert clock(story, ClockKind.ACKNOWLEDGE, hours(2)).state is ClockState.MISSED


def test_a_case_that_cannot_be_told_has_no_promise_to_acknowledge() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.UNDELIVERABLE, hours(1), code=550)

    assert clock(story, ClockKind.ACKNOWLEDGE, hours(9)).state is ClockState.STOPPED


def test_a_mailbox_of_a_team_that_refuses_mail_says_nothing_of_the_customer() -> None:
    story = analyzed(Priority.HIGH).then(
        EventKind.UNDELIVERABLE, minutes(1), code=550, to_team=True
    )

    assert clock(story, ClockKind.ACKNOWLEDGE, hours(1)).state is ClockState.RUNNING
    assert fold(story.events).reachable


def test_an_uncertain_analysis_does_not_keep_the_promise_to_analyze() -> None:
    story = analyzed(Priority.HIGH, certain=False)
    assert clock(story, ClockKind.ANALYZE, hours(1)).state is ClockState.RUNNING

    triaged(story, Priority.HIGH, hours(2))

    assert clock(story, ClockKind.ANALYZE, hours(9)).state is ClockState.MET


def test_a_late_answer_leaves_the_clock_missed() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.RESOLVED, hours(24) + minutes(1), LEAD)

    found = resolve(story, hours(25))

    assert found.state is ClockState.MISSED
    assert found.ended_at == after(hours(24) + minutes(1))


def test_the_last_instant_is_in_time() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.RESOLVED, hours(24), LEAD)

    assert resolve(story, hours(25)).state is ClockState.MET


def test_a_pause_after_the_miss_does_not_move_what_was_missed() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(30), LEAD)
    story.then(EventKind.REPLIED, hours(50), CUSTOMER)

    assert resolve(story, hours(60)).state is ClockState.MISSED
    assert resolve(story, hours(60)).due_at == after(hours(24))
