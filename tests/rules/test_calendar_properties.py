"""The calendar gives what a walk minute by minute gives, in every zone."""

import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.calendar import Calendar, Passing
from schemas.calendars import WEEKDAYS, CalendarSpec, ResolvedCalendar
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length
from tests.rules.calendar_oracle import MINUTE, Walk
from tests.rules.calendar_strategies import calendars, cases, changing_zones, lengths, transitions

Case = tuple[ResolvedCalendar, datetime, Length, list[tuple[datetime, datetime]]]

slowly = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@slowly
@given(cases())
def test_due_is_where_a_walk_minute_by_minute_ends(case: Case) -> None:
    resolved, start, length, pauses = case

    assert Calendar(resolved).due(start, length, pauses) == Walk(resolved, pauses).due(
        start, length
    )


@slowly
@given(cases(), st.integers(0, 4 * 24 * 60))
def test_worked_time_is_what_a_walk_counts(case: Case, minutes: int) -> None:
    resolved, start, _, pauses = case
    end = start + minutes * MINUTE

    worked = Calendar(resolved).worked(start, end, pauses)

    assert worked == Walk(resolved, pauses).worked(start, end) * MINUTE


@slowly
@given(cases())
def test_the_way_is_without_gaps_and_says_what_counted(case: Case) -> None:
    resolved, start, length, pauses = case
    calendar = Calendar(resolved)
    way, due = calendar.way(start, length, pauses), calendar.due(start, length, pauses)

    assert way[0].begin == start
    assert way[-1].end == due
    assert all(a.end == b.begin for a, b in pairwise(way))
    spans = dict.fromkeys(Passing, timedelta())
    for each in way:
        spans[each.passing] += each.end - each.begin
    match length:
        case Elapsed(span):
            assert spans[Passing.COUNTED] == span
            assert not spans[Passing.CLOSED]
        case BusinessTime(span):
            assert spans[Passing.COUNTED] == span
        case BusinessDays() | ByTime():
            unpaused = calendar.worked(start, calendar.due(start, length))
            assert spans[Passing.COUNTED] == unpaused
    if not isinstance(length, Elapsed):
        assert spans[Passing.COUNTED] == calendar.worked(start, due, pauses)


@slowly
@given(cases(), st.floats(0, 1), st.floats(0, 1))
def test_shares_of_the_way_come_in_their_order(case: Case, some: float, other: float) -> None:
    resolved, start, length, pauses = case
    calendar = Calendar(resolved)
    less, more = sorted((some, other))

    first = calendar.share(start, length, less, pauses)
    second = calendar.share(start, length, more, pauses)

    assert start <= first <= second <= calendar.due(start, length, pauses)
    assert calendar.share(start, length, 1, pauses) == calendar.due(start, length, pauses)


@slowly
@given(cases(), st.sampled_from((0.25, 0.5, 0.8)))
def test_a_share_is_so_much_of_the_working_time(case: Case, fraction: float) -> None:
    resolved, start, length, _ = case
    calendar = Calendar(resolved)
    work = calendar.worked(start, calendar.due(start, length))
    at = calendar.share(start, length, fraction)

    if isinstance(length, Elapsed):
        assert at - start == length.span * fraction
    elif work:
        assert abs(calendar.worked(start, at) - work * fraction) <= timedelta(microseconds=1)


@slowly
@given(cases())
def test_it_is_open_when_the_walk_says_so(case: Case) -> None:
    resolved, start, _, _ = case

    assert Calendar(resolved).is_open(start) == Walk(resolved).is_open(start)


@slowly
@given(cases(), st.data())
def test_a_pause_that_is_cut_in_two_is_the_same_pause(case: Case, data: st.DataObject) -> None:
    resolved, start, length, pauses = case
    cut = [data.draw(st.sampled_from((begin, begin + (end - begin) / 2))) for begin, end in pauses]
    parts = [(a, at) for (a, _), at in zip(pauses, cut, strict=True)]
    parts += [(at, b) for (_, b), at in zip(pauses, cut, strict=True)]
    calendar = Calendar(resolved)

    assert calendar.due(start, length, parts) == calendar.due(start, length, pauses)


def test_every_zone_opens_when_its_wall_clock_says_so() -> None:
    """Minute by minute over each zone's changes of clocks, with hours that begin and end there."""
    chosen = random.Random(15)
    zones = changing_zones()
    assert len(zones) > 200
    for zone in zones:
        _compare(zone, chosen.choice(transitions(zone)), chosen)


def _compare(zone: str, change: datetime, chosen: random.Random) -> None:
    first, second, third, fourth = sorted(chosen.sample(range(0, 300, 5), 4))
    hours = [f"{_clock(first)}-{_clock(second)}", f"{_clock(third)}-{_clock(fourth)}"]
    night = ["22:30-00:00"] if first else []
    spec = CalendarSpec.model_validate({"zone": zone, "hours": {"mon-sun": [*hours, *night]}})
    resolved = ResolvedCalendar(spec=spec)
    calendar, walk = Calendar(resolved), Walk(resolved)
    minutes = [change + minute * MINUTE for minute in range(-4 * 60, 4 * 60)]
    for at in minutes:
        assert calendar.is_open(at) == walk.is_open(at), (zone, at)
    begin, end = minutes[0], minutes[-1]
    assert calendar.worked(begin, end) == walk.worked(begin, end) * MINUTE, zone


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@pytest.mark.parametrize("weekday", WEEKDAYS)
@settings(deadline=None, max_examples=8)
@given(st.integers(0, 7 * 24 * 60), lengths())
def test_row_15_any_single_weekday_makes_a_calendar(
    weekday: str, minutes: int, length: Length
) -> None:
    spec = CalendarSpec.model_validate({"zone": "UTC", "hours": {weekday: ["08:00-20:00"]}})
    resolved = ResolvedCalendar(spec=spec)
    start = datetime.fromisoformat("2026-06-15T00:00Z") + minutes * MINUTE

    assert Calendar(resolved).due(start, length) == Walk(resolved).due(start, length)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(), st.integers(0, 10 * 24 * 60), lengths())
def test_row_15_any_set_of_weekdays_makes_a_calendar(
    resolved: ResolvedCalendar, minutes: int, length: Length
) -> None:
    start = datetime.fromisoformat("2026-06-10T00:00Z") + minutes * MINUTE

    assert Calendar(resolved).due(start, length) == Walk(resolved).due(start, length)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Honolulu"])
def test_nothing_is_lost_where_years_meet(zone: str) -> None:
    week = {"mon-sun": ["05:00-11:00", "13:00-18:00", "19:00-04:00"]}
    spec = CalendarSpec.model_validate({"zone": zone, "hours": week})
    resolved = ResolvedCalendar(spec=spec)
    calendar, walk = Calendar(resolved), Walk(resolved)
    begin = datetime.fromisoformat("2026-12-30T12:00Z")

    for minute in range(3 * 24 * 60):
        at = begin + minute * MINUTE
        assert calendar.is_open(at) == walk.is_open(at), at
    end = begin + timedelta(days=3)
    assert calendar.worked(begin, end) == walk.worked(begin, end) * MINUTE
    assert len(calendar.way(begin, BusinessTime(timedelta(hours=40)))) == len(
        calendar.way(begin - timedelta(days=7), BusinessTime(timedelta(hours=40)))
    )
