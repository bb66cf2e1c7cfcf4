"""Cases by their mood and by the part of the product, on both databases."""

import pytest

from activities.record import RecordActivities
from schemas import case_filter
from schemas.analysis import Analysis
from schemas.enums import DecisionKind, Priority, Sentiment
from schemas.findings import Mistake
from schemas.messages import Advance
from schemas.policy import Policy
from store import migrate
from store.casebook import CaseBook
from store.database import Database
from store.search import Search
from tests.stores.cases import carry_out, decision, new_case, rows
from tests.stories import START

ANGRY = Analysis(
    category="malfunction",
    priority=Priority.LOW,
    sentiment=Sentiment.NEGATIVE,
    confidence=0.99,
    module="login",
)
CASE = (
    "INSERT INTO cases (id, source, channel, locale, stage, cycle, seq, breached, confidential,"
    " ended, policy_version, received_at, state) VALUES ('{id}', 'cli', 'web', 'zh', 'planning', 1,"
    " 1, false, false, false, 'p', '2026-01-02 03:04:05+00:00', '{{}}')"
)
EVENT = (
    "INSERT INTO events (case_id, seq, at, kind, by, cycle, data)"
    " VALUES ('{id}', {seq}, '2026-01-02 03:04:05+00:00', '{kind}', 'li', 1, '{data}')"
)
OLD, UNHEARD = "00000-00001", "00000-00002"
BEFORE = [
    "INSERT INTO policies (version, text, calendars, created_at)"
    " VALUES ('p', '', '{}', '2026-01-02 03:04:05+00:00')",
    CASE.format(id=OLD),
    CASE.format(id=UNHEARD),
    EVENT.format(id=OLD, seq=1, kind="analyzed", data='{"sentiment": "negative", "module": "pay"}'),
    EVENT.format(id=OLD, seq=2, kind="triaged", data='{"sentiment": "neutral"}'),
    EVENT.format(id=OLD, seq=3, kind="noted", data='{"sentiment": "positive"}'),
]


def heard(database: Database, number: int = 1) -> str:
    """A case that was analyzed as angry about the login."""

    def answer(_text: str, _policy: Policy) -> Analysis:
        return ANGRY

    case = new_case(database, number, START)
    RecordActivities(CaseBook(database), answer).analyze(Advance(case_id=case, now=START))
    return case


def found(database: Database, words: str) -> list[str]:
    return [case.id for case in Search(database).find(wanted=case_filter.parse(words)).rows]


def test_cases_are_found_by_mood_and_module(database: Database) -> None:
    case = heard(database)
    new_case(database, 2, START)

    assert found(database, "sentiment:negative module:login") == [case]
    assert found(database, "category:malfunction sentiment:negative") == [case]
    assert found(database, "category:malfunction sentiment:neutral") == []
    assert found(database, "sentiment:neutral") == found(database, "module:orders") == []


def test_what_a_person_judges_counts_and_the_rest_stays(database: Database) -> None:
    case = heard(database)
    made = decision(case, DecisionKind.TRIAGE, "li", sentiment="neutral")
    assert carry_out(database, made).refusal is None

    assert found(database, "sentiment:neutral module:login") == [case]
    assert found(database, "sentiment:negative") == []


def test_a_mood_that_there_is_not_is_refused() -> None:
    with pytest.raises(Mistake, match="positive"):
        case_filter.parse("sentiment:angry")


def test_cases_of_earlier_versions_are_found_after_the_upgrade(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        migrate.bring(session.connection(), "0015")
    with database.writing() as session:
        for statement in BEFORE:
            session.connection().exec_driver_sql(statement)
    migrate.upgrade(empty_url)

    told = rows(database, "SELECT id, sentiment, module FROM cases ORDER BY id")

    assert [tuple(row.values()) for row in told] == [
        (OLD, "neutral", "pay"),
        (UNHEARD, None, None),
    ]
    database.close()
