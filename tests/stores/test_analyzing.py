"""The analysis of a case, on both databases: once, and what was given counts."""

import pytest

from activities.record import RecordActivities
from analysis.analyst import Analyst
from analysis.unlearned import Unlearned
from schemas.analysis import Analysis
from schemas.enums import EventKind, Priority, Sentiment, Stage
from schemas.messages import Advance
from schemas.policy import Policy
from store.casebook import CaseBook
from store.database import Database
from tests.plain import PLAIN_TEXT
from tests.stores.cases import activities, analyzed_case, at_once, kinds, new_case, state
from tests.stories import START, after, minutes

UNSURE = PLAIN_TEXT.replace("triage_below = 0.0", "triage_below = 0.9")


def test_a_case_is_analyzed_once(database: Database) -> None:
    case = new_case(database)
    first = activities(database).analyze(Advance(case_id=case, now=after(minutes(1))))
    again = activities(database).analyze(Advance(case_id=case, now=after(minutes(2))))

    assert again == first == state(database, case)
    assert kinds(database, case) == [EventKind.RECEIVED, EventKind.ANALYZED, EventKind.ROUTED]
    assert (first.stage, first.category, first.team) == (
        Stage.PLANNING,
        "malfunction",
        "engineering",
    )


def test_two_who_analyze_at_once(database: Database) -> None:
    case = new_case(database)
    ask = Advance(case_id=case, now=START)

    one, other = at_once(*[lambda: activities(database).analyze(ask)] * 2)

    assert one == other
    assert kinds(database, case).count(EventKind.ANALYZED) == 1


def test_what_is_unsure_waits_for_a_person(database: Database) -> None:
    case = analyzed_case(database, policy_text=UNSURE, text="lorem ipsum")

    found = state(database, case)

    assert (found.stage, found.category, found.team) == (Stage.TRIAGE, "other", "support")
    assert kinds(database, case)[-1] is EventKind.ANALYZED


def test_what_was_given_is_kept_and_counts_as_certain(database: Database) -> None:
    case = analyzed_case(
        database,
        policy_text=UNSURE,
        text="lorem ipsum",
        category="service_complaint",
        priority="high",
    )

    found = state(database, case)

    assert (found.stage, found.category, found.priority, found.team) == (
        Stage.PLANNING,
        "service_complaint",
        Priority.HIGH,
        "quality",
    )


@pytest.mark.parametrize("given", [{"category": "usage_question"}, {"priority": "low"}], ids=str)
def test_analysis_fills_in_what_is_missing(database: Database, given: dict[str, str]) -> None:
    case = analyzed_case(database, 1, START, **given)

    found = state(database, case)

    assert found.category == given.get("category", "malfunction")
    assert found.priority == given.get("priority", Priority.HIGH)


def test_a_channel_says_what_is_usual_where_no_word_does(database: Database) -> None:
    silent = analyzed_case(database, 1, text="lorem ipsum", channel="hotline")
    telling = analyzed_case(database, 2, channel="hotline")

    assert state(database, silent).category == "service_complaint"
    assert state(database, telling).category == "malfunction"


def test_the_analyzer_gets_the_words_and_the_policy_of_the_case(database: Database) -> None:
    case, heard = new_case(database, text="hallo"), []

    def listen(text: str, policy: Policy) -> Analysis:
        heard.append((text, policy.name))
        return Analysis(
            category="other", priority=Priority.LOW, sentiment=Sentiment.NEUTRAL, confidence=1
        )

    RecordActivities(CaseBook(database), listen).analyze(Advance(case_id=case, now=START))

    assert heard == [("hallo", "default")]


def test_nobody_waits_for_the_record_while_a_text_is_read(database: Database) -> None:
    case, other = new_case(database, 1), new_case(database, 2)
    deeds = activities(database)

    def listen(text: str, policy: Policy) -> Analysis:
        deeds.analyze(Advance(case_id=other, now=START))
        return Analyst(Unlearned())(text, policy)

    RecordActivities(CaseBook(database), listen).analyze(Advance(case_id=case, now=START))

    assert state(database, case).team
    assert state(database, other).team
