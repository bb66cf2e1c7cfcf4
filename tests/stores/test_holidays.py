"""Public holidays and make-up days, as they are resolved and kept."""

from datetime import date

import pytest

from schemas.calendars import CalendarName, CalendarSpec, ResolvedCalendar
from schemas.policy_text import InvalidPolicy
from store import calendars, holidays


def resolved(name: str) -> ResolvedCalendar:
    return holidays.resolve(calendars.shipped()[name])


def spec(country: str, region: str = "") -> CalendarSpec:
    return CalendarSpec.model_validate(
        {
            "zone": "UTC",
            "hours": {"mon-fri": ["09:00-12:00"]},
            "holidays": {"country": country, "region": region},
        }
    )


def test_these_calendars_are_shipped() -> None:
    assert set(calendars.shipped()) == {"cn", "us-ny", "gb", "247"}
    assert calendars.shipped()["cn"].zone == "Asia/Shanghai"


def test_row_14_the_make_up_days_of_2026_are_known() -> None:
    made_up = [day for day, each in resolved("cn").known.days.items() if each.working]

    assert [day for day in made_up if day.year == 2026] == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


def test_holidays_are_named_in_both_languages() -> None:
    festival = resolved("cn").known.days[date(2026, 2, 17)]
    good_friday = resolved("gb").known.days[date(2026, 4, 3)]

    assert (festival.zh, festival.en) == ("春节", "Chinese New Year (Spring Festival)")
    assert (good_friday.zh, good_friday.en) == ("Good Friday", "Good Friday")


def test_what_was_known_says_where_it_is_from_and_can_be_kept() -> None:
    found = resolved("us-ny")

    assert found.known.source.startswith("holidays 0.")
    assert (found.known.first_year, found.known.last_year) == (2010, 2040)
    assert ResolvedCalendar.model_validate_json(found.model_dump_json()) == found
    assert resolved("247").known.days == {}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (spec("XX"), "CN, GB, US"),
        (spec("GB", "ZZ"), "ENG, NIR, SCT, WLS"),
        (spec("GB", "London"), "ENG"),
        (spec("VA", "A"), "leave region away"),
    ],
)
def test_an_unknown_country_or_region_is_told_the_known_ones(
    wrong: CalendarSpec, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        holidays.resolve(wrong)


@pytest.mark.parametrize("name", ["Shop", "-shop", "a b", ""])
def test_a_calendar_has_a_plain_name(name: CalendarName) -> None:
    text = f'[calendars."{name}"]\nzone = "UTC"\nhours = {{ mon = ["09:00-12:00"] }}'

    with pytest.raises(InvalidPolicy, match="line 1 calendars"):
        calendars.parse(text)
