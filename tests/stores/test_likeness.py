"""Cases that are like another, on the real record: kept, found, linked, parted, erased."""

from datetime import timedelta

import pytest

from activities import relating
from activities.record import RecordActivities
from analysis.analyst import Analyst
from analysis.unlearned import Unlearned
from rules import related
from schemas.access import Sight
from schemas.enums import DecisionKind, EventKind, Outcome, Refusal, Stage
from schemas.likeness import Alike
from schemas.messages import Advance
from store.backlog import Backlog
from store.casebook import CaseBook
from store.database import Database
from tests.stores import cases
from tests.stores.cases import numbered, rows
from tests.stories import START
from worker.likening import Likening

CRASH = "付款以后应用就闪退"
TRADITIONAL = "付款以後應用就閃退！！"
NEAR = "付款以后应用就闪退，请修复"
OTHER = "电池续航太差"


@pytest.fixture
def likening() -> Likening:
    return Likening()


def received(database: Database, likening: Likening, number: int, text: str) -> str:
    """A case that is with its team, and known to what it is alike."""
    at = START + timedelta(minutes=number)
    case = cases.new_case(database, number, at, text=text)
    deeds = RecordActivities(CaseBook(database), Analyst(Unlearned()), likening.compare)
    deeds.analyze(Advance(case_id=case, now=at))
    return case


def like(
    database: Database, likening: Likening, case: str, sight: Sight | None = None
) -> list[Alike]:
    with database.reading() as session:
        return likening.like(session, case, "", sight or Sight())


def linked(database: Database, case: str) -> dict[str, related.Link]:
    with CaseBook(database).look(case) as looked:
        return dict(related.linked(looked.events))


def test_the_same_in_the_other_script_is_all_the_same(
    database: Database, likening: Likening
) -> None:
    first = received(database, likening, 1, CRASH)
    other = received(database, likening, 2, OTHER)
    second = received(database, likening, 3, TRADITIONAL)

    found = like(database, likening, second)

    assert (found[0].case_id, found[0].score) == (first, 1.0)
    assert next(each for each in found if each.case_id == other).score < 0.6


def test_what_says_the_same_is_linked_to_the_first_on_both_sides(
    database: Database, likening: Likening
) -> None:
    first, second, third = (received(database, likening, n, CRASH) for n in (1, 2, 3))

    assert list(linked(database, second)) == [first]
    assert list(linked(database, third)) == [first]
    assert list(linked(database, first)) == [second, third]
    assert all(each.by_itself and each.score == 1 for each in linked(database, first).values())


def test_the_workflow_of_the_other_hears_of_the_link(
    database: Database, likening: Likening
) -> None:
    first, _ = (received(database, likening, n, CRASH) for n in (1, 2))

    assert Backlog(database).ahead(START + timedelta(hours=1), 9) == {
        first: START + timedelta(minutes=2)
    }


def test_what_is_only_near_is_not_linked_by_itself(database: Database, likening: Likening) -> None:
    first = received(database, likening, 1, CRASH)
    near = received(database, likening, 2, NEAR)

    score = next(e.score for e in like(database, likening, near) if e.case_id == first)

    assert 0.6 < score < 0.92
    assert linked(database, near) == {}


def test_another_process_finds_what_was_kept_since(database: Database, likening: Likening) -> None:
    first = received(database, likening, 1, CRASH)
    other = Likening()
    assert like(database, other, first) == []

    second = received(database, likening, 2, NEAR)

    assert [each.case_id for each in like(database, other, first)] == [second]


def test_only_cases_within_sight_are_found(database: Database, likening: Likening) -> None:
    first = received(database, likening, 1, CRASH)
    second = received(database, likening, 2, CRASH)
    blind = Sight(teams=frozenset())

    assert like(database, likening, second, blind) == []
    assert [each.case_id for each in like(database, likening, second)] == [first]


def test_texts_that_say_too_little_are_like_nothing(database: Database, likening: Likening) -> None:
    first, second = (received(database, likening, number, "好") for number in (1, 2))

    assert linked(database, second) == {}
    assert like(database, likening, first) == []


def test_what_people_parted_is_parted_on_both_sides(database: Database, likening: Likening) -> None:
    first, second = (received(database, likening, n, CRASH) for n in (1, 2))

    with CaseBook(database).open(second) as case:
        assert relating.unlink(case, case.beside(first), "li", START)
        assert not relating.unlink(case, case.beside(first), "li", START)

    assert linked(database, first) == linked(database, second) == {}


def duplicate(database: Database, case: str, of: str, request: str = "request-1") -> Refusal | None:
    made = cases.decision(case, DecisionKind.DUPLICATE, request=request, of=of)
    return cases.carry_out(database, made).refusal


def test_a_duplicate_is_closed_told_and_noted_on_the_other(
    database: Database, likening: Likening
) -> None:
    first = received(database, likening, 1, CRASH)
    second = received(database, likening, 2, NEAR)

    assert duplicate(database, second, first) is None

    state = cases.state(database, second)
    assert (state.stage, state.outcome, state.duplicate_of) == (
        Stage.CLOSED,
        Outcome.DUPLICATE,
        first,
    )
    assert not state.ended
    assert cases.state(database, first).stage is not Stage.CLOSED
    assert linked(database, first)[second].by == "li"
    mails = rows(database, "SELECT template FROM mails WHERE case_id = :a", a=second)
    assert [row["template"] for row in mails].count("summary") == 1


def test_a_duplicate_is_taken_back(database: Database, likening: Likening) -> None:
    first = received(database, likening, 1, CRASH)
    second = received(database, likening, 2, NEAR)
    duplicate(database, second, first)

    back = cases.decision(
        second, DecisionKind.REOPEN, "wang", "request-2", reason_code="not_a_duplicate"
    )
    assert cases.carry_out(database, back).refusal is None

    state = cases.state(database, second)
    assert (state.stage, state.outcome, state.duplicate_of) == (Stage.PLANNING, None, None)
    assert linked(database, first) == linked(database, second) == {}


def test_no_case_is_a_duplicate_of_itself_or_of_its_own_duplicate(
    database: Database, likening: Likening
) -> None:
    first = received(database, likening, 1, CRASH)
    second = received(database, likening, 2, NEAR)
    duplicate(database, second, first)

    assert duplicate(database, first, first, "request-2") is Refusal.INVALID
    assert duplicate(database, first, second, "request-3") is Refusal.UNKNOWN_VALUE
    assert duplicate(database, first, numbered(9), "request-4") is Refusal.UNKNOWN_VALUE
    assert cases.state(database, first).stage is not Stage.CLOSED


def test_closed_cases_are_found_with_how_they_ended(database: Database, likening: Likening) -> None:
    first = received(database, likening, 1, CRASH)
    made = cases.decision(first, DecisionKind.WITHDRAW)
    cases.carry_out(database, made)

    second = received(database, likening, 2, CRASH)

    (found,) = like(database, likening, second)
    assert (found.outcome, found.is_open) == (Outcome.WITHDRAWN, False)
    assert EventKind.LINKED not in cases.kinds(database, second)
