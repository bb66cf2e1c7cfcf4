"""Emergencies and words on progress as the record keeps them, on both databases."""

from datetime import timedelta

from activities import ledger
from rules.alarms import due
from schemas.case_filter import parse
from schemas.enums import DecisionKind, EventKind
from store.casebook import CaseBook
from store.database import Database
from store.queries import Queries
from tests.hurried import text
from tests.stores.cases import analyzed_case, carry_out, decision, kinds, rows, state
from tests.stories import START

REASON = {"reason": "the press calls"}
HOUR = timedelta(hours=1)


def declare(database: Database, case: str) -> None:
    made = decision(case, DecisionKind.EMERGENCY, "zhang", f"urgent-{case}", REASON)
    assert carry_out(database, made).refusal is None


def test_emergencies_are_found_by_filter(database: Database) -> None:
    policy = text("emergency")
    first, second, third = (
        analyzed_case(database, n, policy_text=policy, category=category)
        for n, category in enumerate(("malfunction", "malfunction", "service_complaint"), start=1)
    )
    for case in (first, third):
        declare(database, case)

    queries = Queries(database)
    assert queries.emergencies(parse("all")) == [first, third]
    assert queries.emergencies(parse("team:engineering")) == [first]
    assert queries.emergencies(parse(f"id:{second}")) == []

    carry_out(database, decision(first, DecisionKind.CALM, "zhang", "calm-0001", REASON))
    assert queries.emergencies(parse("all")) == [third]


def test_a_declaration_calls_in_the_same_transaction_and_tells_the_group(
    database: Database,
) -> None:
    case = analyzed_case(database, policy_text=text("emergency"))
    declare(database, case)

    assert kinds(database, case)[-2:] == [EventKind.EMERGENCY, EventKind.CALLED]
    assert state(database, case).alarm_at == START + timedelta(minutes=15)
    told = rows(database, "SELECT recipient, critical FROM notices ORDER BY recipient")
    assert [(row["recipient"], bool(row["critical"])) for row in told] == [
        ("chen", True),
        ("zhang", True),
    ]


def test_a_rule_reads_the_words_of_the_customer(database: Database) -> None:
    rules = [{"words": ["起火"]}]
    policy = text(emergency={"rules": rules})
    fire = analyzed_case(database, 1, policy_text=policy, text="充电器起火了")
    slow = analyzed_case(database, 2, policy_text=policy, text="有点慢")

    assert state(database, fire).emergency
    assert not state(database, slow).emergency


def test_what_customers_hear_by_itself_is_written_once(database: Database) -> None:
    case = analyzed_case(
        database, policy_text=text("updates"), category="malfunction", priority="low"
    )
    propose = decision(case, DecisionKind.PROPOSE, "li", "propose-1", {"text": "…"})
    carry_out(database, propose, START + HOUR)

    for _ in range(2):
        with CaseBook(database).open(case) as opened:
            ledger.advance(opened, START + HOUR + opened.policy.updates.wait)

    (mail,) = rows(database, "SELECT * FROM mails WHERE template = 'progress'")
    with CaseBook(database).look(case) as looked:
        event = looked.events[mail["event_seq"] - 1]
        assert event.data == {"point": "agreed"}
        said = looked.written_at(event)["text"]
        later = due(looked.events, looked.known, looked.policy, START + 30 * HOUR)
    assert said.startswith("解决方案已确定，技术支持组正在实施，预计2026年3月16日")
    assert not [each for each in later if each.kind is EventKind.UPDATED]
