"""What analyzers did within a day, on both databases, and what the doctor says of it."""

import pytest

from schemas.analysis import Analysis
from schemas.consulting import Trouble
from schemas.enums import EventKind, Locale, Priority, Sentiment
from schemas.events import NewEvent
from schemas.settings import Settings
from starter.doctor import analyzed
from starter.doctor.verdict import Patient, Status, Verdict
from store import analyses
from store.analyses import SECOND
from store.casebook import CaseBook
from store.database import Database
from store.lately import lately
from tests.stores.cases import new_case
from tests.stories import after, days, minutes
from worker.installation import Installation

ANSWER = Analysis(
    category="other",
    priority=Priority.LOW,
    sentiment=Sentiment.NEUTRAL,
    confidence=0.9,
    model="ours-1",
)


def analyzed_case(database: Database, number: int, trouble: Trouble | None = None) -> None:
    """A case that was analyzed so many minutes after the start: every second one is unsure, and
    the second one is spam."""
    at = after(minutes(number))
    case = new_case(database, number, at)
    with CaseBook(database).open(case) as opened:
        analyses.keep(opened.session, case, at, ANSWER)
        opened.append(NewEvent(kind=EventKind.ANALYZED, data={"certain": number % 2 == 0}), at, 1)
        if number == 2:
            opened.append(NewEvent(kind=EventKind.SET_ASIDE), at, 1)
        if trouble:
            analyses.keep(opened.session, case, at, None, analyzer=SECOND, trouble=trouble)


def said(database: Database) -> Verdict:
    url = database.engine.url.render_as_string(hide_password=False)
    here = Installation(Settings(database_url=url))
    try:
        return analyzed.look(Patient(here, after(days(1) + minutes(1))))
    finally:
        here.database.close()


def test_only_what_was_done_since_is_counted(database: Database) -> None:
    for number in range(4):
        analyzed_case(database, number)

    found = lately(database, after(minutes(1)))

    assert (found.by_model, found.analyzed) == ({"ours-1": 3}, 3)
    assert (found.triaged, found.aside, found.asked, found.troubles) == (2, 1, 0, {})


def test_what_was_not_asked_is_no_trouble(database: Database) -> None:
    analyzed_case(database, 1, Trouble.NOT_NEEDED)
    analyzed_case(database, 2, Trouble.LATE)

    found = lately(database, after(minutes(0)))

    assert (found.asked, found.unanswered) == (1, 1)
    assert found.troubles == {"not_needed": 1, "late": 1}


def test_the_doctor_says_how_much_and_by_which_model(database: Database) -> None:
    for number in range(4):
        analyzed_case(database, number)

    verdict = said(database)

    assert verdict.status is Status.OK
    told = "3 items (ours-1: 3); of these 2 (67%) went to triage, and 1 were set aside as spam"
    assert verdict.found.in_(Locale.EN) == told
    assert "2 条（67%）由人判断" in verdict.found.in_(Locale.ZH)


def test_the_doctor_is_quiet_where_nothing_came(database: Database) -> None:
    assert said(database).found.in_(Locale.EN) == "nothing was analyzed in a day"


@pytest.mark.parametrize(
    ("troubles", "status"),
    [
        ((Trouble.LATE, Trouble.UNREACHABLE), Status.WARNING),
        ((Trouble.LATE, Trouble.OVER_BUDGET), Status.WARNING),
        ((Trouble.NOT_NEEDED, Trouble.OVER_BUDGET), Status.OK),
    ],
)
def test_a_language_model_that_does_not_answer_is_warned_of(
    database: Database, troubles: tuple[Trouble, ...], status: Status
) -> None:
    for number, trouble in enumerate(troubles, start=1):
        analyzed_case(database, number, trouble)

    verdict = said(database)

    assert verdict.status is status
    assert "language model was asked" in verdict.found.in_(Locale.EN)
