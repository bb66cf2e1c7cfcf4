"""A calendar, case by case; where each case went wrong elsewhere is in its name."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from rules.calendar import Calendar, Passing, calendar_of
from rules.days import DayKind
from rules.openings import OutOfReach
from schemas.calendars import CalendarSpec, KnownDay, KnownDays, ResolvedCalendar
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Until
from tests.stories import hours, minutes

WEEK = {"mon-fri": ["09:00-12:00", "13:00-18:00"]}


def calendar(
    week: dict[str, list[str]],
    zone: str = "Asia/Shanghai",
    known: KnownDays | None = None,
    **more: Any,
) -> Calendar:
    spec = CalendarSpec.model_validate({"zone": zone, "hours": week, **more})
    return Calendar(ResolvedCalendar(spec=spec, known=known or KnownDays()))


OFFICE = calendar(WEEK)


def at(text: str) -> datetime:
    """A local time in Shanghai."""
    return datetime.fromisoformat(text + "+08:00")


# ── What others got wrong ────────────────────────────────────────────────────────────────────────


def test_row_10_a_pause_over_a_weekend_is_no_business_time() -> None:
    weekend = [(at("2026-03-06T18:00"), at("2026-03-09T09:00"))]
    start = at("2026-03-06T15:00")

    for length in (BusinessDays(2), BusinessTime(hours(5)), ByTime(2, time(16))):
        assert OFFICE.due(start, length, weekend) == OFFICE.due(start, length)


def test_row_10_of_a_pause_over_a_weekend_its_business_time_counts_to_the_second() -> None:
    pause = [(at("2026-03-06T17:59:50"), at("2026-03-09T09:00:07"))]

    due = OFFICE.due(at("2026-03-06T10:00"), BusinessDays(2), pause)

    assert due == at("2026-03-10T10:00:17")


def test_row_11_one_day_is_neither_24_business_hours_nor_8() -> None:
    start = at("2026-03-02T15:00")

    assert OFFICE.due(start, BusinessDays(1)) == at("2026-03-03T15:00")
    assert OFFICE.due(start, Elapsed(timedelta(days=1))) == at("2026-03-03T15:00")
    assert OFFICE.due(start, BusinessTime(hours(24))) == at("2026-03-05T15:00")
    friday = at("2026-03-06T15:00")
    assert OFFICE.due(friday, BusinessDays(1)) == at("2026-03-09T15:00")
    assert OFFICE.due(friday, Elapsed(timedelta(days=1))) == at("2026-03-07T15:00")


def test_row_13_lunch_does_not_count() -> None:
    assert OFFICE.due(at("2026-03-02T11:30"), BusinessTime(hours(1))) == at("2026-03-02T13:30")
    assert OFFICE.due(at("2026-03-02T12:20"), BusinessTime(hours(1))) == at("2026-03-02T14:00")
    assert not OFFICE.is_open(at("2026-03-02T12:00"))
    assert not OFFICE.is_open(at("2026-03-02T12:59"))
    assert OFFICE.is_open(at("2026-03-02T13:00"))
    assert OFFICE.worked(at("2026-03-02T08:00"), at("2026-03-02T20:00")) == hours(8)


def test_row_13_a_split_shift_with_its_end_after_midnight() -> None:
    bar = calendar({"fri": ["11:00-14:00", "18:00-02:00"]})

    assert bar.due(at("2026-03-06T11:00"), BusinessTime(hours(10))) == at("2026-03-07T01:00")
    assert bar.is_open(at("2026-03-07T01:59"))
    assert not bar.is_open(at("2026-03-07T02:00"))
    end_of_friday = BusinessDays(1, Until.END_OF_DAY)
    assert bar.due(at("2026-03-05T10:00"), end_of_friday) == at("2026-03-14T02:00")
    assert bar.due(at("2026-03-06T10:00"), end_of_friday) == at("2026-03-14T02:00")


def test_row_14_make_up_days_are_worked() -> None:
    days = {
        date(2026, 3, 6): KnownDay(working=False, zh="节", en="feast"),
        date(2026, 3, 7): KnownDay(working=True, zh="调休上班", en="make-up working day"),
    }
    office = calendar(WEEK, known=KnownDays(days=days))

    assert office.due(at("2026-03-05T17:00"), BusinessDays(1)) == at("2026-03-07T17:00")
    assert office.due(at("2026-03-05T17:00"), BusinessTime(hours(2))) == at("2026-03-07T10:00")
    made_up, feast = office.day(date(2026, 3, 7)), office.day(date(2026, 3, 6))
    assert (made_up.working, made_up.reason.kind) == (True, DayKind.MAKE_UP)
    assert (feast.working, feast.reason.zh, feast.reason.en) == (False, "节", "feast")


def test_row_14_make_up_days_may_have_their_own_hours() -> None:
    days = {date(2026, 3, 7): KnownDay(working=True, zh="调休上班", en="make-up working day")}
    office = calendar(WEEK, known=KnownDays(days=days), make_up_hours=["10:00-12:00"])

    assert office.worked(at("2026-03-07T00:00"), at("2026-03-08T00:00")) == hours(2)


def test_row_15_monday_and_thursday_need_not_be_worked() -> None:
    shop = calendar({"tue-wed": ["09:00-12:00"], "fri-sun": ["09:00-12:00"]})

    assert shop.due(at("2026-03-01T11:00"), BusinessTime(hours(2))) == at("2026-03-03T10:00")
    assert shop.due(at("2026-03-04T11:00"), BusinessDays(1)) == at("2026-03-06T11:00")


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────


def test_own_days_win_over_make_up_days_and_these_over_weekdays() -> None:
    days = {
        date(2026, 3, 6): KnownDay(working=False, zh="节", en="feast"),
        date(2026, 3, 7): KnownDay(working=True, zh="调休上班", en="make-up working day"),
    }
    own = {"2026-03-06": ["09:00-12:00"], "2026-03-07": []}
    office = calendar(WEEK, known=KnownDays(days=days), days=own)

    assert office.worked(at("2026-03-06T00:00"), at("2026-03-09T00:00")) == hours(3)
    assert [office.day(date(2026, 3, n)).reason.kind for n in (5, 6, 7)] == [
        DayKind.WEEKDAY,
        DayKind.OWN,
        DayKind.OWN,
    ]


def test_same_time_on_a_half_day_is_its_closing_time() -> None:
    office = calendar(WEEK, days={"2026-03-03": ["09:00-12:00"], "2026-03-05": ["14:00-18:00"]})

    assert office.due(at("2026-03-02T15:00"), BusinessDays(1)) == at("2026-03-03T12:00")
    assert office.due(at("2026-03-04T10:00"), BusinessDays(1)) == at("2026-03-05T14:00")


def test_a_day_that_a_zone_skipped_is_no_working_day() -> None:
    apia = calendar({"mon-sun": ["09:00-17:00"]}, "Pacific/Apia")  # there was no 30 December 2011
    start = datetime.fromisoformat("2011-12-29T10:00-10:00")

    next_morning = datetime.fromisoformat("2011-12-31T10:00+14:00")

    assert apia.due(start, BusinessDays(1)) == next_morning
    assert apia.due(start, BusinessTime(hours(8))) == next_morning  # 7 h on the 29th, 1 h more


def test_a_time_that_the_clock_skips_counts_as_if_it_did_not() -> None:
    always = calendar({"mon-sun": ["00:00-24:00"]}, "America/New_York")
    start = datetime.fromisoformat("2026-03-07T02:30-05:00")

    assert always.due(start, BusinessDays(1)) == datetime.fromisoformat("2026-03-08T03:30-04:00")


def test_of_a_time_that_the_clock_shows_twice_the_first_counts() -> None:
    always = calendar({"mon-sun": ["00:00-24:00"]}, "America/New_York")
    start = datetime.fromisoformat("2026-10-31T01:30-04:00")

    assert always.due(start, BusinessDays(1)) == datetime.fromisoformat("2026-11-01T01:30-04:00")


# ── Pauses, shares, the way ──────────────────────────────────────────────────────────────────────


def test_a_pause_that_begins_when_the_time_is_up_is_too_late() -> None:
    start = at("2026-03-02T09:00")
    late = [(at("2026-03-02T11:00"), at("2026-03-02T12:00"))]

    for length in (Elapsed(hours(2)), BusinessTime(hours(2))):
        assert OFFICE.due(start, length, late) == at("2026-03-02T11:00")


def test_a_pause_before_the_start_counts_from_the_start_on() -> None:
    pause = [(at("2026-03-02T08:00"), at("2026-03-02T10:00"))]

    assert OFFICE.due(at("2026-03-02T09:30"), Elapsed(hours(1)), pause) == at("2026-03-02T11:00")
    assert OFFICE.worked(at("2026-03-02T09:30"), at("2026-03-02T11:00"), pause) == hours(1)


def test_a_share_is_of_the_business_time() -> None:
    friday = at("2026-03-06T16:00")

    assert OFFICE.share(friday, BusinessTime(hours(4)), 0.5) == at("2026-03-06T18:00")
    assert OFFICE.share(friday, BusinessDays(1), 0.5) == at("2026-03-09T11:00")
    assert OFFICE.share(friday, Elapsed(hours(4)), 0.25) == at("2026-03-06T17:00")
    pause = [(at("2026-03-06T16:30"), at("2026-03-06T17:00"))]
    assert OFFICE.share(friday, BusinessTime(hours(4)), 0.25, pause) == at("2026-03-06T17:30")


def test_a_share_of_a_way_without_business_time_is_of_its_length() -> None:
    sunday = at("2026-03-08T20:00")

    assert OFFICE.share(sunday, ByTime(1, time(8)), 0.5) == at("2026-03-09T02:00")


@pytest.mark.parametrize("fraction", [-0.1, 1.1])
def test_a_share_is_from_nothing_to_all(fraction: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        OFFICE.share(at("2026-03-02T09:00"), Elapsed(hours(1)), fraction)


def test_the_way_says_what_became_of_the_time() -> None:
    pause = [(at("2026-03-06T17:30"), at("2026-03-09T09:15"))]

    way = OFFICE.way(at("2026-03-06T17:00"), BusinessTime(hours(1)), pause)

    assert [(each.begin, each.passing) for each in way] == [
        (at("2026-03-06T17:00"), Passing.COUNTED),
        (at("2026-03-06T17:30"), Passing.PAUSED),
        (at("2026-03-06T18:00"), Passing.CLOSED),
        (at("2026-03-09T09:00"), Passing.PAUSED),
        (at("2026-03-09T09:15"), Passing.COUNTED),
    ]
    assert way[-1].end == at("2026-03-09T09:45")
    assert all(each.begin.tzinfo is UTC for each in way)


# ── Bounds ───────────────────────────────────────────────────────────────────────────────────────


def test_a_search_ends_where_there_is_no_working_time() -> None:
    rare = calendar({"mon": ["09:00-09:01"]})

    with pytest.raises(OutOfReach, match="100 years"):
        rare.due(at("2026-03-02T09:00"), BusinessTime(hours(500)))
    with pytest.raises(OutOfReach, match="1900 to 2999"):
        rare.due(datetime(2999, 12, 31, 12, tzinfo=UTC), BusinessDays(3))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        OFFICE.due(datetime(2026, 3, 2, 9), BusinessDays(1))  # noqa: DTZ001


def test_one_calendar_is_compiled_once() -> None:
    again = ResolvedCalendar.model_validate_json(OFFICE.resolved.model_dump_json())

    assert calendar_of(again) is calendar_of(again.model_copy())


def test_a_correction_of_the_holidays_is_another_calendar() -> None:
    free = KnownDays(days={date(2026, 3, 3): KnownDay(working=False, zh="节", en="feast")})
    corrected = OFFICE.resolved.model_copy(update={"known": free})

    assert corrected.fingerprint != OFFICE.resolved.fingerprint
    start = at("2026-03-02T17:00")
    late = calendar_of(corrected).due(start, BusinessTime(minutes(90)))
    assert late - calendar_of(OFFICE.resolved).due(start, BusinessTime(minutes(90))) == hours(24)
