"""Who is away, and who stands in: against a walk through every hour of a week."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules.absences import absent, day_begins, deputy, may_note
from schemas.absences import Absence
from tests.stories import POLICY, START, after, hours

PEOPLE = ("li", "wang", "zhang", "chen")


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    who, other = draw(st.permutations(PEOPLE))[:2]
    begin = draw(st.integers(0, 20))
    end = begin + draw(st.integers(1, 10))
    named = draw(st.none() | st.just(other))
    return Absence(login=who, starts=after(hours(begin)), ends=after(hours(end)), deputy=named)


def away_in(all_of_them: list[Absence], login: str, hour: int) -> bool:
    return any(
        a.login == login and hour in range((a.starts - START).seconds // 3600, _last(a))
        for a in all_of_them
    )


def _last(absence: Absence) -> int:
    span = absence.ends - START
    return span.days * 24 + span.seconds // 3600


standing = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))


@given(st.lists(absences(), max_size=6), standing)
def test_somebody_stands_in_only_for_who_is_away_and_never_who_is_away_himself(
    known: list[Absence], deputies: dict[str, str]
) -> None:
    for hour in range(32):
        at = after(hours(hour))
        for login in PEOPLE:
            away = away_in(known, login, hour)
            assert (absent(known, login, at) is not None) is away
            found = deputy(known, login, at, deputies)
            if found:
                assert away
                assert not away_in(known, found, hour)
                assert found != login


def test_from_the_first_instant_to_just_before_the_last() -> None:
    away = Absence(login="zhang", starts=START, ends=after(hours(8)), deputy="wang")

    assert deputy([away], "zhang", START) == "wang"
    assert deputy([away], "zhang", after(hours(7.999))) == "wang"
    assert deputy([away], "zhang", after(hours(8))) is None
    assert absent([away], "zhang", after(hours(-0.001))) is None


def test_a_deputy_who_is_away_is_no_deputy_and_his_own_is_not_asked() -> None:
    both = [
        Absence(login="zhang", starts=START, ends=after(hours(8)), deputy="wang"),
        Absence(login="wang", starts=START, ends=after(hours(4)), deputy="li"),
    ]

    assert deputy(both, "zhang", after(hours(1))) is None
    assert deputy(both, "zhang", after(hours(4))) == "wang"


def test_the_standing_deputy_stands_in_where_the_absence_names_nobody() -> None:
    unnamed = Absence(login="zhang", starts=START, ends=after(hours(8)))
    named = unnamed.model_copy(update={"deputy": "li"})

    assert deputy([unnamed], "zhang", START, {"zhang": "chen"}) == "chen"
    assert deputy([named], "zhang", START, {"zhang": "chen"}) == "li"
    assert deputy([unnamed], "zhang", START) is None
    assert deputy([], "zhang", START, {"zhang": "chen"}) is None


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Asia/Shanghai", date(2026, 11, 23), datetime(2026, 11, 22, 16, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 5, tzinfo=UTC)),
        # Midnight is skipped there: the day begins at one.
        ("Africa/Cairo", date(2023, 4, 28), datetime(2023, 4, 27, 22, tzinfo=UTC)),
        # Midnight is there twice: the day begins at the first.
        ("America/Havana", date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_where_a_day_begins(zone: str, day: date, instant: datetime) -> None:
    assert day_begins(day, zone) == instant


@pytest.mark.parametrize(
    ("by", "login", "may"),
    [
        ("li", "li", True),
        ("zhang", "li", True),
        ("chen", "zhang", True),
        ("chen", "chen", True),
        ("li", "wang", False),
        ("li", "zhang", False),
        ("zhang", "chen", False),
        ("mallory", "mallory", False),
        ("mallory", "li", False),
    ],
)
def test_who_may_say_that_somebody_is_away(by: str, login: str, may: bool) -> None:
    """With an absence goes authority: nobody may make himself the deputy of his lead."""
    assert may_note(POLICY, by, login) is may


def test_an_absence_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValidationError, match="end after"):
        Absence(login="li", starts=START, ends=START)
    with pytest.raises(ValidationError, match="own deputy"):
        Absence(login="li", starts=START, ends=after(hours(1)), deputy="li")
