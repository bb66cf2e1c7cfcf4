"""Calendars as a policy writes them."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.calendars import WEEKDAYS, CalendarSpec
from schemas.hours import Interval

WEEK = {"mon-fri": ["09:00-12:00"]}


def spec(**changes: Any) -> CalendarSpec:
    return CalendarSpec.model_validate({"zone": "Asia/Shanghai", "hours": WEEK, **changes})


def test_a_range_may_go_over_the_weekend() -> None:
    week = spec(hours={"sat-mon": ["09:00-12:00"], "wed": ["22:00-06:00"]}).week

    assert [bool(hours) for hours in week] == [True, False, True, False, False, True, True]
    assert week[2] == (Interval(22 * 60, 30 * 60),)


def test_intervals_are_put_in_order() -> None:
    assert [str(each) for each in spec(hours={"mon": ["13:00-18:00", "09:00-12:00"]}).week[0]] == [
        "09:00-12:00",
        "13:00-18:00",
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"hours": {}}, "never opens"),
        ({"hours": {"mon": []}}, "never opens"),
        ({"hours": {"monday": ["09:00-12:00"]}}, "no weekday"),
        ({"hours": {"mon": ["9-12"]}}, "write them like"),
        ({"hours": {"mon": ["24:00-12:00"]}}, "write them like"),
        ({"hours": {"mon": ["09:00-12:00", "11:59-13:00"]}}, "09:00-12:00 and 11:59-13:00 overlap"),
        ({"hours": {"sun": ["22:00-06:00"], "mon": ["05:00-07:00"]}}, "night of sun"),
        ({"days": {"2026-12-24": ["09:00-12:00", "09:00-10:00"]}}, "overlap"),
        ({"days": {"24.12.2026": []}}, "2026-12-24"),
        ({"days": {"1790000000": []}}, "2026-12-24"),
        ({"make_up_hours": ["09:00-12:00", "10:00-11:00"]}, "overlap"),
        ({"holidays": {"country": "China"}}, "country"),
        ({"holiday": {"country": "CN"}}, "holiday"),
    ],
)
def test_what_is_wrong_is_refused_in_words(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        spec(**changes)


@pytest.mark.parametrize("weekday", WEEKDAYS)
def test_row_15_no_weekday_can_be_given_twice(weekday: str) -> None:
    with pytest.raises(ValidationError, match=f"{weekday} are given twice"):
        spec(hours={"mon-sun": ["09:00-12:00"], weekday: ["09:00-12:00"]})


def test_it_is_written_as_it_was_read() -> None:
    given = {
        "zone": "Europe/London",
        "hours": {"mon-fri": ["09:00-12:00", "22:00-02:00"], "sun": ["00:00-24:00"]},
        "holidays": {"country": "GB", "region": "ENG"},
        "make_up_hours": ["10:00-11:00"],
        "days": {"2026-12-24": ["09:00-12:00"], "2026-12-31": []},
    }

    assert CalendarSpec.model_validate(given).model_dump(mode="json") == given


def test_make_up_days_have_the_first_working_days_hours_if_none_are_given() -> None:
    assert spec(hours={"tue": ["10:00-11:00"]}).hours_of_make_up_days == (Interval(600, 660),)
    assert spec(make_up_hours=[]).hours_of_make_up_days == ()
    assert spec(days={date(2026, 1, 1): []}).days == {date(2026, 1, 1): ()}
