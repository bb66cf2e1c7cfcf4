"""The mistakes that users of other systems told of, row by row as in the table of the thirty most
instructive ones. What concerns calendars alone is tested with the calendars."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.alarms import due
from rules.clocks import clocks
from rules.fold import fold
from schemas.calendars import CalendarSpec, ResolvedCalendar
from schemas.durations import BusinessTime, Elapsed
from schemas.enums import ClockKind, ClockState, EventKind, Priority
from schemas.events import CUSTOMER, SYSTEM, Event, NewEvent
from schemas.policy import Policy
from schemas.promises import Targets
from schemas.updates import Updates
from schemas.views import Clock
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
    received,
    triaged,
)

ENDS = (EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.DECLINED, EventKind.WITHDRAWN)


def promising(targets: dict[Priority, Targets], calendar: str = "247") -> Policy:
    """The default policy with other targets, and no special ones."""
    usual = {priority: Targets(confirm=Elapsed(days(7))) for priority in Priority}
    return POLICY.model_copy(
        update={
            "targets": usual | targets,
            "special_targets": (),
            "calendar": calendar,
            "resolved": POLICY.resolved | WEEKDAYS,
        }
    )


_SPEC = CalendarSpec.model_validate({"zone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}})
_ALWAYS = CalendarSpec.model_validate({"zone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}})
WEEKDAYS = {
    "weekdays": ResolvedCalendar(spec=_SPEC),
    "247": ResolvedCalendar(spec=_ALWAYS),
}


def shown(story: Story, at: timedelta, policy: Policy = POLICY) -> dict[str, Clock]:
    """The clocks so long after the start, by their keys."""
    return {clock.key: clock for clock in clocks(story.events, policy, after(at))}


def happens(story: Story, at: timedelta, policy: Policy = POLICY) -> tuple[NewEvent, ...]:
    return due(story.events, fold(story.events), policy, after(at))


SHORT_UPDATES = promising(
    {
        Priority.HIGH: Targets(
            first_response=Elapsed(hours(4)),
            next_update=Elapsed(hours(1)),
            confirm=Elapsed(days(7)),
        )
    }
)


def test_row_01_update_target_shorter_than_first_response() -> None:
    story = received(Priority.HIGH)
    assert set(shown(story, hours(2), SHORT_UPDATES)) == {"first_response-1-1"}

    story.then(EventKind.ASKED, hours(3), LEAD)
    assert set(shown(story, hours(3), SHORT_UPDATES)) == {"first_response-1-1"}

    story.then(EventKind.REPLIED, hours(5), CUSTOMER)
    found = shown(story, hours(5), SHORT_UPDATES)
    assert found["first_response-1-1"].state is ClockState.MET
    assert found["next_update-1-1"].due_at == after(hours(6))


def test_row_01_what_the_customer_adds_before_any_answer_starts_no_update_clock() -> None:
    story = received(Priority.HIGH).then(EventKind.ASKED, hours(1), SYSTEM)
    story.then(EventKind.REPLIED, hours(2), CUSTOMER)

    found = shown(story, hours(3), SHORT_UPDATES)

    assert set(found) == {"first_response-1-1"}
    assert found["first_response-1-1"].due_at == after(hours(4))


def test_row_02_a_target_without_that_metric_drops_the_old_deadline() -> None:
    story = analyzed(Priority.HIGH)
    assert shown(story, hours(1))["interim_update-1-1"].due_at == after(hours(24))

    triaged(story, Priority.LOW, hours(2))

    assert "interim_update-1-1" not in shown(story, hours(3))
    told = [event.data.get("clock") for event in happens(story, hours(25))]
    assert told
    assert ClockKind.INTERIM_UPDATE not in told


def test_row_02_another_team_without_that_metric_drops_it_too() -> None:
    only_engineering = POLICY.model_copy(
        update={
            "updates": Updates(),
            "targets": {p: Targets(confirm=Elapsed(days(7))) for p in Priority},
            "special_targets": (
                POLICY.special_targets[0].model_copy(
                    update={
                        "when": POLICY.special_targets[0].when.model_copy(
                            update={
                                "priority": (),
                                "reopened": None,
                                "emergency": None,
                                "team": ("engineering",),
                            }
                        ),
                        "targets": Targets(resolve=Elapsed(hours(8))),
                    }
                ),
            ),
        }
    )
    story = analyzed(Priority.HIGH)
    assert set(shown(story, hours(1), only_engineering)) == {"resolve-1-1"}

    story.then(EventKind.ROUTED, hours(2), LEAD, team="support")

    assert not shown(story, hours(9), only_engineering)
    assert not happens(story, hours(9), only_engineering)


def test_row_03_the_update_clock_does_not_run_when_we_answered_last() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(1), LEAD)
    story.then(EventKind.REPLIED, hours(2), CUSTOMER).then(EventKind.PROGRESS, hours(3), LEAD)

    found = shown(story, hours(30))

    assert found["next_update-1-1"].state is ClockState.MET
    assert "next_update-1-2" not in found


def test_row_03_it_counts_from_the_oldest_word_that_nobody_answered() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(1), LEAD)
    story.then(EventKind.REPLIED, hours(2), CUSTOMER)
    story.then(EventKind.ASKED, hours(2.5), SYSTEM).then(EventKind.REPLIED, hours(3), CUSTOMER)

    found = shown(story, hours(4))

    assert found["next_update-1-1"].due_at == after(hours(6))
    assert "next_update-1-2" not in found


def test_row_03_not_solved_waits_for_an_answer() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.RESOLVED, hours(1), LEAD)
    story.then(EventKind.REOPENED, hours(2), CUSTOMER, why="not_solved")

    assert shown(story, hours(3))["next_update-2-1"].due_at == after(hours(6))
    story.then(EventKind.PROGRESS, hours(5), LEAD)
    assert shown(story, hours(9))["next_update-2-1"].state is ClockState.MET


def test_row_04_an_answer_on_the_web_starts_the_clock_again() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(10), LEAD)
    assert shown(story, hours(30))["resolve-1-1"].state is ClockState.PAUSED

    story.then(EventKind.REPLIED, hours(30), CUSTOMER)

    assert shown(story, hours(31))["resolve-1-1"].state is ClockState.RUNNING
    assert shown(story, hours(31))["resolve-1-1"].due_at == after(hours(24 + 20))
    assert shown(story, hours(44))["resolve-1-1"].state is ClockState.MISSED


@pytest.mark.parametrize("closed_by", ENDS)
def test_row_05_what_is_closed_escalates_no_more(closed_by: EventKind) -> None:
    story = analyzed(Priority.HIGH, minutes(1))
    if closed_by in (EventKind.CONFIRMED, EventKind.UNCONFIRMED):
        story.then(EventKind.RESOLVED, minutes(2), LEAD)
    story.then(closed_by, minutes(3), LEAD)

    assert {event.kind for event in happens(story, days(365))} <= {EventKind.ENDED}


def test_row_05_nor_does_a_word_after_it_start_a_clock() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.WITHDRAWN, hours(1), LEAD)
    before = shown(story, hours(2))

    story.then(EventKind.PROGRESS, hours(2), LEAD).then(EventKind.NOTED, hours(3), LEAD)

    assert shown(story, days(9)) == before


def test_row_06_a_promise_in_working_time_falls_due_in_working_time() -> None:
    in_hours = promising(
        {Priority.HIGH: Targets(resolve=BusinessTime(hours(4)), confirm=Elapsed(days(7)))},
        "weekdays",
    )
    friday_afternoon = days(4) + hours(7)
    story = Story()
    story.then(
        *(EventKind.RECEIVED, friday_afternoon, CUSTOMER),
        channel="web",
        locale="en",
        reachable=True,
        priority="high",
    )

    told = {}
    for hour in range(7 * 24):
        at = friday_afternoon + hours(hour)
        for new in happens(story, at, in_hours):
            told[after(at)] = new.kind
            story.then(new.kind, at, **new.data)

    # One hour of Friday's counts and none of the weekend's.
    assert [f"{at:%a %H:%M} {kind}" for at, kind in told.items()] == [
        "Mon 10:00 warned",
        "Mon 12:00 missed",
        "Mon 16:00 escalated",
    ]


def test_row_07_a_new_case_is_not_late_wherever_the_reader_is() -> None:
    story = received(Priority.HIGH)
    in_shanghai = datetime.fromisoformat("2026-03-02T17:00:00+08:00")
    assert in_shanghai == START

    found = clocks(story.events, POLICY, in_shanghai)

    assert {each.state for each in found} == {ClockState.RUNNING}
    assert found[0].due_at == after(hours(2))
    assert found[0].due_at.tzinfo is UTC


def test_row_07_answered_and_resolved_at_the_same_instant_keeps_the_pause() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(23), LEAD)
    story.then(EventKind.REPLIED, hours(100), CUSTOMER).then(EventKind.RESOLVED, hours(100), LEAD)

    assert shown(story, hours(100))["resolve-1-1"].state is ClockState.MET
    assert shown(story, hours(200))["resolve-1-1"].due_at == after(hours(24 + 77))


def test_row_07_what_ends_while_paused_keeps_the_pause() -> None:
    story = analyzed(Priority.HIGH, certain=False).then(EventKind.ASKED, hours(23), LEAD)
    triaged(story, Priority.HIGH, hours(100))

    analyze = shown(story, hours(100))["analyze-1-1"]

    assert analyze.state is ClockState.MET
    assert analyze.due_at == after(hours(24 + 77))


def test_row_08_while_paused_no_time_is_used_up() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(10), LEAD)

    for at in (10, 24, 25, 1000):
        resolve = shown(story, hours(at))["resolve-1-1"]
        assert resolve.state is ClockState.PAUSED
        assert resolve.due_at == after(hours(at + 14))
        told = {event.data["clock"] for event in happens(story, hours(at))}
        assert told == {ClockKind.ACKNOWLEDGE}


def test_row_08_a_pause_is_credited_in_working_time() -> None:
    story = Story(analyzed(Priority.HIGH).events)
    story.then(EventKind.ASKED, hours(1), LEAD).then(EventKind.REPLIED, hours(3), CUSTOMER)
    in_hours = promising(
        {Priority.HIGH: Targets(resolve=BusinessTime(hours(7)), confirm=Elapsed(days(7)))},
        "weekdays",
    )

    resolve = shown(story, hours(4), in_hours)["resolve-1-1"]

    # Monday 09:00 and seven working hours, and two more: an hour of Monday's, one of Tuesday's.
    assert resolve.due_at == after(days(1) + hours(1))


@pytest.mark.parametrize("while_paused", [True, False])
def test_row_09_a_priority_changed_while_paused_does_not_forget_the_pause(
    while_paused: bool,
) -> None:
    story = analyzed(Priority.LOW).then(EventKind.ASKED, hours(10), LEAD)
    if while_paused:
        triaged(story, Priority.HIGH, hours(20)).then(EventKind.REPLIED, hours(30), CUSTOMER)
    else:
        story.then(EventKind.REPLIED, hours(30), CUSTOMER)
        triaged(story, Priority.HIGH, hours(30))

    resolve = shown(story, hours(31))["resolve-1-1"]

    assert resolve.due_at == after(hours(24 + 20))
    assert resolve.state is ClockState.RUNNING


def test_row_09_a_changed_priority_counts_from_the_original_start() -> None:
    story = analyzed(Priority.LOW)
    assert shown(story, days(2))["resolve-1-1"].due_at > after(days(14))

    triaged(story, Priority.HIGH, days(2))

    assert shown(story, days(2))["resolve-1-1"].due_at == after(hours(24))
    assert shown(story, days(2))["resolve-1-1"].state is ClockState.MISSED


def test_row_09_a_changed_calendar_keeps_the_pause_and_counts_it_anew() -> None:
    teams = POLICY.teams | {
        "support": POLICY.teams["support"].model_copy(update={"calendar": "weekdays"})
    }
    target = Targets(resolve=BusinessTime(hours(7)), confirm=Elapsed(days(7)))
    policy = promising({Priority.HIGH: target}).model_copy(update={"teams": teams})
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(1), LEAD)
    story.then(EventKind.REPLIED, hours(20), CUSTOMER)
    assert shown(story, hours(21), policy)["resolve-1-1"].due_at == after(hours(7 + 19))

    story.then(EventKind.ROUTED, hours(21), LEAD, team="support")

    # One hour of Monday counted; the other seven of Monday's were paused, Tuesday's were not.
    assert shown(story, hours(21), policy)["resolve-1-1"].due_at == after(days(1) + hours(6))


def test_row_10_a_pause_over_a_weekend_is_not_credited_around_the_clock() -> None:
    in_hours = promising(
        {Priority.HIGH: Targets(resolve=BusinessTime(hours(40)), confirm=Elapsed(days(7)))},
        "weekdays",
    )
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, days(4) + hours(6), LEAD)
    story.then(EventKind.REPLIED, days(7) + hours(1), CUSTOMER)

    resolve = shown(story, days(7) + hours(2), in_hours)["resolve-1-1"]

    # Friday 15:00 to Monday 10:00: two working hours on Friday and one on Monday, not 67.
    assert resolve.due_at == after(days(7) + hours(3))
    assert resolve.state is ClockState.RUNNING


def test_row_10_a_target_in_days_is_put_off_by_the_working_time_of_the_pause() -> None:
    story = analyzed(Priority.MEDIUM)
    before = shown(story, hours(1))["resolve-1-1"].due_at

    # In Shanghai: Friday 17:00 to Monday 10:00.
    story.then(EventKind.ASKED, days(4), LEAD)
    story.then(EventKind.REPLIED, days(6) + hours(17), CUSTOMER)

    assert f"{before:%a %H:%M}" == "Mon 10:00"
    assert shown(story, days(7))["resolve-1-1"].due_at == before + hours(15 + 2)


def test_row_12_reopening_fires_no_overdue_at_once() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, hours(1))
    story.then(EventKind.RESOLVED, days(20), LEAD).then(EventKind.CONFIRMED, days(21), CUSTOMER)
    assert shown(story, days(22))["resolve-1-1"].state is ClockState.MISSED

    story.then(EventKind.REOPENED, days(30), CUSTOMER, why="not_solved")

    found = shown(story, days(30))
    assert found["resolve-2-1"].state is ClockState.RUNNING
    assert found["resolve-2-1"].due_at == after(days(30) + hours(12)), "the shorter target"
    assert found["resolve-1-1"].state is ClockState.MISSED
    assert not happens(story, days(30))


def test_row_12_what_is_missed_at_once_is_told_once() -> None:
    story = analyzed(Priority.LOW).then(EventKind.ACKNOWLEDGED, hours(1))
    triaged(story, Priority.HIGH, days(2))

    told: list[Event] = []
    for _ in range(3):
        for new in happens(story, days(2)):
            story.then(new.kind, days(2), **new.data)
            told.append(story.events[-1])

    missed = [e.data["clock"] for e in told if e.kind is EventKind.MISSED]
    assert sorted(missed) == ["first_response", "interim_update", "resolve"]
    assert not [e for e in told if e.kind is EventKind.WARNED]
