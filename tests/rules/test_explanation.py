"""Why a clock stands where it stands: every minute of it is accounted for."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Passing, calendar_of
from rules.clocks import clocks
from rules.explanation import Explanation, explained
from schemas.durations import BusinessTime, Elapsed
from schemas.enums import ClockKind, ClockState, EventKind, Priority, Stage
from schemas.events import CUSTOMER, Event
from schemas.policy import Policy
from schemas.promises import Pause, Targets
from tests.rules.case_strategies import histories, policies
from tests.stories import LEAD, POLICY, START, Story, after, analyzed, days, hours, minutes

LATER = st.integers(0, 600).map(minutes)
IN_HOURS = POLICY.model_copy(
    update={
        "targets": POLICY.targets
        | {Priority.HIGH: Targets(resolve=BusinessTime(hours(6)), confirm=Elapsed(days(7)))}
    }
)
"""In Shanghai it is Monday, 17:00, when a story starts; work ends at 18:00."""


def resolve(story: Story, at: timedelta, policy: Policy = IN_HOURS) -> Explanation:
    found = clocks(story.events, policy, after(at))
    clock = next(each for each in found if each.key == "resolve-1-1")
    return explained(clock, policy, after(at))


def told(found: Explanation) -> list[tuple[timedelta, Passing]]:
    """When each step ends, counted from the start."""
    return [(step.end - START, step.passing) for step in found.steps]


# ── Against the clock's calendar ─────────────────────────────────────────────────────────────────


@given(histories(), policies(), LATER)
def test_every_minute_is_accounted_for(
    events: list[Event], policy: Policy, later: timedelta
) -> None:
    now = events[-1].at + later
    for clock in clocks(events, policy, now):
        found = explained(clock, policy, now)
        until = clock.ended_at or max(now, clock.due_at)
        assert not found.steps or found.steps[0].begin == clock.started_at
        assert not found.steps or found.steps[-1].end == until
        assert all(one.end == other.begin for one, other in pairwise(found.steps))
        assert all(step.span > timedelta() for step in found.steps)


@given(histories(), policies(), LATER)
def test_what_counted_is_what_the_calendar_counts(
    events: list[Event], policy: Policy, later: timedelta
) -> None:
    now = events[-1].at + later
    for clock in clocks(events, policy, now):
        found = explained(clock, policy, now)
        pauses = [(stay.since, stay.until or now) for stay in clock.pauses]
        end = clock.ended_at or now
        if not isinstance(clock.target, Elapsed):
            calendar = calendar_of(policy.resolved[clock.calendar])
            assert found.elapsed == calendar.worked(clock.started_at, end, pauses)
        if isinstance(clock.target, Elapsed | BusinessTime):
            assert found.target == clock.target.span
        if clock.state is ClockState.MET:
            assert found.late == timedelta()
        if clock.state is not ClockState.MISSED:
            assert not any(step.late for step in found.steps)


@given(histories(), policies(), LATER)
def test_a_pause_says_in_which_stage(events: list[Event], policy: Policy, later: timedelta) -> None:
    now = events[-1].at + later
    for clock in clocks(events, policy, now):
        named = {(pause.stage, kind) for pause in policy.pauses for kind in pause.clocks}
        for step in explained(clock, policy, now).steps:
            assert (step.stage is not None) == (step.passing is Passing.PAUSED)
            assert step.stage is None or (step.stage, clock.kind) in named


# ── One by one ───────────────────────────────────────────────────────────────────────────────────


def test_a_clock_that_runs_tells_what_is_to_come() -> None:
    found = resolve(analyzed(Priority.HIGH), hours(0.5))

    assert told(found) == [
        (hours(0.5), Passing.COUNTED),
        (hours(1), Passing.COUNTED),
        (hours(16), Passing.CLOSED),
        (hours(19), Passing.COUNTED),
        (hours(20), Passing.CLOSED),
        (hours(22), Passing.COUNTED),
    ]
    assert [step.coming for step in found.steps] == [False, *[True] * 5]
    assert (found.elapsed, found.remaining) == (hours(0.5), hours(5.5))


def test_a_pause_counts_only_in_hours() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(0.5), LEAD)
    story.then(EventKind.REPLIED, hours(17), CUSTOMER)

    found = resolve(story, hours(17))

    assert told(found)[:4] == [
        (hours(0.5), Passing.COUNTED),
        (hours(1), Passing.PAUSED),
        (hours(16), Passing.CLOSED),
        (hours(17), Passing.PAUSED),
    ]
    assert found.steps[1].stage is Stage.CLARIFYING
    assert (found.elapsed, found.paused) == (hours(0.5), hours(1.5))


def test_what_was_met_had_so_much_left() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.RESOLVED, hours(17), LEAD)

    found = resolve(story, days(9))

    assert (found.elapsed, found.remaining, found.late) == (hours(2), hours(4), timedelta())
    assert found.steps[-1].end == after(hours(17))


def test_what_was_missed_was_late_by_so_much_in_hours() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.RESOLVED, days(1) + hours(16), LEAD)

    found = resolve(story, days(9))

    # Due on Tuesday at 15:00; resolved on Wednesday at 09:00 sharp.
    assert found.late == hours(3)
    assert found.elapsed == hours(9)
    assert found.remaining == timedelta()


def test_what_is_not_yet_answered_is_later_by_the_minute() -> None:
    story = analyzed(Priority.HIGH)

    assert resolve(story, hours(22.5)).late == hours(0.5)
    assert resolve(story, hours(22.75)).late == hours(0.75)


def test_one_pause_after_the_other_each_says_its_stage() -> None:
    both = IN_HOURS.model_copy(
        update={
            "pauses": tuple(
                Pause(stage=stage, clocks=(ClockKind.RESOLVE,))
                for stage in (Stage.CLARIFYING, Stage.PLANNING)
            )
        }
    )
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(0.25), LEAD)
    story.then(EventKind.REPLIED, hours(0.5), CUSTOMER)

    found = resolve(story, hours(0.75), both)

    assert [(step.end - START, step.stage) for step in found.steps if step.stage] == [
        (hours(0.25), Stage.PLANNING),
        (hours(0.5), Stage.CLARIFYING),
        (hours(0.75), Stage.PLANNING),
    ]
    assert (found.elapsed, found.paused) == (timedelta(), hours(0.75))
