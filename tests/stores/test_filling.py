"""Cases of which nothing is kept to compare them by, on both databases: filled in, once."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from activities.record import RecordActivities
from analysis import likeness
from analysis.analyst import Analyst
from analysis.likeness import MEANING, PIECES
from analysis.plain import plain
from analysis.unlearned import Unlearned
from schemas.enums import DecisionKind
from schemas.messages import Advance
from store import likenesses
from store.casebook import CaseBook
from store.database import Database
from tests.stores import cases
from tests.stores.cases import rows
from tests.stories import START
from worker.filling import Filling
from worker.likening import Likening

CRASH = "付款以后应用就闪退"


def old(database: Database, number: int, words: str = CRASH) -> str:
    """A case as it was left by a version that kept nothing to compare it by."""
    at = START + timedelta(minutes=number)
    case = cases.new_case(database, number, at, text=words)
    deeds = RecordActivities(CaseBook(database), Analyst(Unlearned()))
    deeds.analyze(Advance(case_id=case, now=at))
    return case


def kept(database: Database) -> set[str]:
    return {row["case_id"] for row in rows(database, "SELECT case_id FROM likenesses")}


def test_old_cases_are_found_after_they_are_filled_in(database: Database) -> None:
    first, second = old(database, 1), old(database, 2)

    assert Filling(database)() == 2

    with database.reading() as session:
        assert [each.case_id for each in Likening().like(session, first, "")] == [second]


def test_it_goes_on_where_it_was_the_latest_first(database: Database) -> None:
    made = [old(database, number) for number in range(5)]
    fill = Filling(database, page=2, looked_at=4)

    assert (fill(), kept(database)) == (2, {*made[3:]})
    assert (fill(), kept(database)) == (2, {*made[1:]})
    assert (fill(), kept(database)) == (1, {*made})
    assert fill() == 0


def test_it_goes_over_what_lacks_nothing_in_one_pass(database: Database) -> None:
    oldest = old(database, 1)
    newer = [old(database, number) for number in range(2, 6)]
    with database.writing() as session:
        likenesses.add(session, dict.fromkeys(newer, likenesses.NOTHING))

    assert Filling(database, page=2, looked_at=6)() == 1
    assert oldest in kept(database)


def test_what_says_too_little_is_asked_once(database: Database) -> None:
    case = old(database, 1, "好")
    fill = Filling(database)

    assert (fill(), fill()) == (1, 0)
    with database.reading() as session:
        assert Likening().like(session, case, "好") == []


def test_what_is_not_analyzed_yet_is_left_to_the_analysis(database: Database) -> None:
    cases.new_case(database, 1, START, text=CRASH)

    assert Filling(database)() == 0


def test_what_is_erased_stays_erased(database: Database) -> None:
    case = old(database, 1)
    with database.reading() as session:
        lacking, _ = likenesses.lacking(session, None, 9)
    with database.writing() as session:
        session.connection().execute(text("UPDATE submissions SET text = ''"))

    assert [each.case_id for each in lacking] == [case]
    assert Filling(database)() == 0
    with database.writing() as session:
        assert likenesses.add(session, {case: ("a", b"b", "c")}) == 0


def test_what_is_kept_stays(database: Database) -> None:
    case = old(database, 1)
    Filling(database)()

    with database.writing() as session:
        assert likenesses.add(session, {case: ("a", b"b", "c")}) == 0


def without_an_encoder(_: str) -> None:
    """What a text means where no encoder is installed."""


def models(database: Database) -> dict[str, str]:
    found = rows(database, "SELECT case_id, model FROM likenesses")
    return {row["case_id"]: row["model"] for row in found}


def test_without_an_encoder_nothing_is_made_anew(database: Database) -> None:
    old(database, 1)
    fill = Filling(database, means=without_an_encoder)

    assert (fill(), fill()) == (1, 0)
    assert [*models(database).values()] == [PIECES]


def test_with_an_encoder_what_was_made_without_is_made_anew_once(database: Database) -> None:
    made = [old(database, number) for number in range(3)]
    assert Filling(database, means=without_an_encoder)() == 3
    fill = Filling(database, page=2, looked_at=4)

    assert (fill(), fill(), fill()) == (2, 1, 0)
    assert models(database) == dict.fromkeys(made, MEANING)
    assert Filling(database, means=without_an_encoder)() == 0
    assert models(database) == dict.fromkeys(made, MEANING)


def test_what_was_made_anew_is_found_and_not_linked(database: Database) -> None:
    """Also by a process that had read what there was before."""
    known, likening = old(database, 1), Likening()
    Filling(database, means=without_an_encoder)()
    new = old(database, 2)
    with database.writing() as session:
        likenesses.add(session, {new: sketched(CRASH)})
    with database.reading() as session:
        assert likening.like(session, new, "") == []

    assert Filling(database)() == 1

    with database.reading() as session:
        assert [each.case_id for each in likening.like(session, new, "")] == [known]
    assert rows(database, "SELECT 1 FROM events WHERE kind = 'linked'") == []


def sketched(words: str) -> likeness.Sketch:
    made = likeness.sketch(plain(words))
    assert made is not None
    return made


def test_what_says_too_little_is_not_made_anew(database: Database) -> None:
    old(database, 1, "好")
    Filling(database, means=without_an_encoder)()

    assert Filling(database)() == 0


def test_what_was_erased_is_not_made_anew(database: Database) -> None:
    case = old(database, 1)
    Filling(database, means=without_an_encoder)()
    with database.writing() as session:
        session.connection().execute(text("UPDATE submissions SET text = ''"))
        assert likenesses.add(session, {case: sketched(CRASH)}, PIECES) == 0


@pytest.mark.parametrize("is_brought_back", [False, True])
def test_spam_is_filled_in_once_it_is_brought_back(
    database: Database, *, is_brought_back: bool
) -> None:
    case = old(database, 1)
    judged = cases.decision(case, DecisionKind.TRIAGE, "li", "request-1", spam=True)
    assert cases.carry_out(database, judged).refusal is None
    if is_brought_back:
        judged = cases.decision(case, DecisionKind.TRIAGE, "li", "request-2", spam=False)
        assert cases.carry_out(database, judged).refusal is None

    Filling(database)()

    assert kept(database) == ({case} if is_brought_back else set())
