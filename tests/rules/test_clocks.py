"""The clocks against an oracle that watches the case minute by minute, and one by one. The
mistakes that users of other systems told of are in test_user_requests.py."""

from datetime import UTC, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.clocks import clocks, going
from rules.fold import fold
from schemas.durations import ByTime, Elapsed
from schemas.enums import ClockKind, ClockState, EventKind, Priority
from schemas.events import CUSTOMER, Event
from schemas.policy import Policy
from schemas.promises import Targets
from schemas.views import Clock
from tests.rules.case_strategies import histories, policies
from tests.rules.clock_oracle import watched
from tests.stories import (
    LEAD,
    POLICY,
    Story,
    after,
    analyzed,
    days,
    hours,
    minutes,
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

    found = [(c.kind, c.cycle, c.n, c.ended_at) for c in clocks(events, policy, now)]

    assert found == [(c.kind, c.cycle, c.n, c.ended_at) for c in watched(events, policy, now)]


@given(histories(), policies(), LATER)
def test_the_state_of_every_clock_and_when_it_is_due(
    events: list[Event], policy: Policy, later: timedelta
) -> None:
    now = events[-1].at + later

    found = [(c.key, c.due_at, c.state) for c in clocks(events, policy, now)]

    expected = watched(events, policy, now)
    assert found == [("-".join(map(str, c.key)), c.due_at, c.state) for c in expected]


@given(histories(), policies(), LATER)
def test_when_every_clock_warns(events: list[Event], policy: Policy, later: timedelta) -> None:
    now = events[-1].at + later

    found = [c.warn_at for c in clocks(events, policy, now)]

    expected = watched(events, policy, now)
    assert found == [max(c.warnings.items(), default=(1, c.due_at))[1] for c in expected]


# ── What holds for every history ─────────────────────────────────────────────────────────────────


@given(histories(), policies(), LATER)
def test_lists_read_those_that_are_not_ended(
    events: list[Event], policy: Policy, later: timedelta
) -> None:
    now = events[-1].at + later

    every = clocks(events, policy, now)

    assert going(events, policy, now) == tuple(c for c in every if c.ended_at is None)


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
    at_the_end = {c.key: c for c in clocks(events, policy, end)}

    for n in reopened:
        past = clocks(events[: n + 1], policy, events[n].at)
        ended = [c for c in past if c.cycle < events[n].cycle and c.ended_at]
        assert ended == [at_the_end[c.key] for c in ended]


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


# ── Further ──────────────────────────────────────────────────────────────────────────────────────


def test_the_automatic_confirmation_is_no_answer() -> None:
    story = received(Priority.HIGH).then(EventKind.ACKNOWLEDGED, minutes(1))
    story.then(EventKind.MAILED, minutes(2), template="acknowledgement")

    states = {c.kind: c.state for c in clocks(story.events, POLICY, after(hours(1)))}

    assert states.pop(ClockKind.ACKNOWLEDGE) is ClockState.MET
    assert set(states.values()) == {ClockState.RUNNING}
    assert ClockKind.FIRST_RESPONSE in states


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


def test_an_instant_that_passes_while_a_clock_stands_still_is_not_missed() -> None:
    by_opening = POLICY.model_copy(
        update={
            "targets": POLICY.targets
            | {Priority.HIGH: Targets(resolve=ByTime(1, time(8)), confirm=Elapsed(days(7)))}
        }
    )
    # In Shanghai: asked on Monday at 20:00, when no working time is left; due on Tuesday at 08:00.
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(3), LEAD)

    def resolve(at: timedelta) -> Clock:
        found = clocks(story.events, by_opening, after(at))
        return next(each for each in found if each.kind is ClockKind.RESOLVE)

    assert resolve(hours(15.5)).due_at == after(hours(15))
    assert resolve(hours(15.5)).state is ClockState.PAUSED
    assert resolve(hours(17)).state is ClockState.PAUSED
    story.then(EventKind.REPLIED, hours(17), CUSTOMER)
    assert resolve(hours(17)).due_at == after(hours(17))
    assert resolve(hours(17)).state is ClockState.MISSED
    story.then(EventKind.RESOLVED, hours(17), LEAD)
    assert resolve(hours(18)).state is ClockState.MET


def test_a_word_after_the_solution_begins_no_new_promise_of_words() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.RESOLVED, hours(1), LEAD)
    story.then(EventKind.PROGRESS, hours(2), LEAD)

    found = clocks(story.events, POLICY, after(hours(3)))

    assert [c.key for c in found if not c.ended_at] == ["acknowledge-1-1", "confirm-1-1"]


def test_a_question_in_the_instant_of_the_end_is_no_pause() -> None:
    story = analyzed(Priority.HIGH, certain=False).then(EventKind.ASKED, hours(1), LEAD)
    triaged(story, Priority.HIGH, hours(1))

    analyze = clock(story, ClockKind.ANALYZE, hours(2))

    assert (analyze.state, analyze.pauses) == (ClockState.MET, ())
