"""The register of absences."""

import pytest

from schemas.absences import Absence
from store.absences import Absences, Overlaps
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import at_once, count, new_case
from tests.stories import START, after, hours


def away(begin: float, end: float, login: str = "zhang", deputy: str | None = "wang") -> Absence:
    return Absence(login=login, starts=after(hours(begin)), ends=after(hours(end)), deputy=deputy)


def test_who_is_away_at_an_instant(database: Database) -> None:
    register = Absences(database)
    first, other = away(0, 4), away(2, 6, "chen", None)
    for each in (first, other, away(9, 10)):
        register.add(each, "chen", START)

    assert register.away(after(hours(-1))) == ()
    assert register.away(START) == (first,)
    assert set(register.away(after(hours(3)))) == {first, other}
    assert register.away(after(hours(4))) == (other,)


def test_a_case_sees_who_is_away_in_its_own_transaction(database: Database) -> None:
    case = new_case(database)
    Absences(database).add(away(0, 4), "zhang", START)

    with CaseBook(database).open(case) as opened:
        assert opened.away(after(hours(1))) == (away(0, 4),)
        assert opened.away(after(hours(4))) == ()


@pytest.mark.parametrize(("begin", "end"), [(3, 5), (1, 3), (2, 4), (0, 9), (2.5, 3)])
def test_two_absences_of_one_person_do_not_overlap(
    database: Database, begin: float, end: float
) -> None:
    register = Absences(database)
    row = register.add(away(2, 4), "zhang", START)

    with pytest.raises(Overlaps) as caught:
        register.add(away(begin, end), "zhang", START)

    assert caught.value.other.id == row.id
    assert count(database, "absences") == 1
    register.add(away(begin, end, "chen"), "chen", START)


def test_the_next_absence_may_begin_where_one_ends(database: Database) -> None:
    register = Absences(database)
    for begin in (2, 4, 0):
        register.add(away(begin, begin + 2), "zhang", START)

    assert [row.starts for row in register.listed(None)] == [after(hours(n)) for n in (0, 2, 4)]


def test_two_who_note_the_same_absence_at_once(database: Database) -> None:
    register = Absences(database)

    outcomes = at_once(*[lambda: register.add(away(0, 4), "zhang", START)] * 4)

    assert sum(isinstance(each, Overlaps) for each in outcomes) == 3
    assert count(database, "absences") == 1


def test_what_is_taken_back_stays_known_and_does_not_hold(database: Database) -> None:
    register = Absences(database)
    number = register.add(away(0, 4), "zhang", START).id
    assert number

    register.remove(number, "chen", after(hours(1)))
    register.remove(number, "zhang", after(hours(2)))

    row = register.find(number)
    assert row
    assert (row.removed_by, row.removed_at) == ("chen", after(hours(1)))
    assert register.away(START) == ()
    assert register.listed(START) == []
    assert [each.id for each in register.listed(None)] == [number]
    register.add(away(1, 2), "zhang", START)


def test_the_list_leaves_out_what_is_over(database: Database) -> None:
    register = Absences(database)
    for begin in (0, 4):
        register.add(away(begin, begin + 2), "zhang", START)

    found = register.listed(after(hours(2)))

    assert [row.starts for row in found] == [after(hours(4))]
