"""One case in one transaction: events, decisions, mails, and two who want the same at once."""

import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities import ledger
from schemas.enums import DecisionKind, DecisionStatus, EventKind, MailStatus, Refusal, Template
from schemas.events import CUSTOMER, NewEvent
from schemas.state import MailRef
from store.casebook import CaseBook, OpenCase
from store.database import Conflict, Database
from store.tables import Case
from tests.plain import PLAIN_TEXT
from tests.stores.cases import (
    Stopped,
    accept,
    analyzed_case,
    at_once,
    count,
    decision,
    new_case,
    rows,
    state,
)
from tests.stories import START, after, days, hours, minutes

NOTE = NewEvent(kind=EventKind.NOTED, by="li", texts={"text": "a note"})


# ── Events ───────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-500, 500).map(minutes), min_size=1, max_size=8))
def test_times_never_run_backwards_and_numbers_have_no_gap(
    database: Database, times: list[timedelta]
) -> None:
    number = 1 + count(database, "cases")
    case = new_case(database, number)
    for at in times:
        with CaseBook(database).open(case) as opened:
            opened.append(NOTE, START + at, 1)

    with CaseBook(database).look(case) as looked:
        assert [event.seq for event in looked.events] == list(range(1, len(times) + 2))
        assert all(one.at <= other.at for one, other in pairwise(looked.events))
        latest = max((START, *(START + at for at in times)))
        assert looked.events[-1].at == latest


def test_an_event_comes_back_as_it_was_added(database: Database) -> None:
    case = new_case(database)
    new = NewEvent(
        kind=EventKind.PROGRESS,
        by="li",
        data={"expect": "2026-03-09T00:00:00Z", "n": 3, "x": 0.25, "certain": True},
        texts={"text": "快好了 🙂"},
        request_id="request-1",
    )
    with CaseBook(database).open(case) as opened:
        added = opened.append(new, after(hours(1)), 1)
        assert opened.written_at(added) == new.texts

    with CaseBook(database).look(case) as looked:
        found = looked.events[-1]
        assert found == added.model_copy(update={"texts": {}})
        assert looked.written_at(found) == looked.written(EventKind.PROGRESS, 1) == new.texts
        assert looked.written(EventKind.PROGRESS, 2) == {}
        assert looked.written(EventKind.ASKED, 1) == {}


def test_an_event_and_the_row_of_its_case_are_one_transaction(database: Database) -> None:
    case = analyzed_case(database)
    before = state(database, case)

    def fail_half_way() -> None:
        with CaseBook(database).open(case) as opened:
            accept_and_carry_out(opened)
            raise Stopped

    with pytest.raises(Stopped):
        fail_half_way()

    assert state(database, case) == before
    assert count(database, "events") == before.seq
    assert count(database, "event_texts") == count(database, "decisions") == 0
    assert count(database, "mails") == len(before.unsent)


def accept_and_carry_out(case: OpenCase) -> None:
    made = decision(case.case_id, DecisionKind.CLARIFY, texts={"question": "?"})
    case.accept(made, START)
    ledger.carry_out(case, made, START)


def test_the_columns_repeat_the_state(database: Database) -> None:
    case = analyzed_case(database, priority="high", category="malfunction")
    with CaseBook(database).open(case) as opened:
        accept_and_carry_out(opened)
        declined = decision(case, DecisionKind.DECLINE, request="request-2", reason_code="no")
        opened.accept(declined, START)
        ledger.carry_out(opened, declined, after(days(1)))

    stands = state(database, case).model_dump(mode="json")
    with database.reading() as session:
        row = session.get_one(Case, case).model_dump(mode="json")
    shared = set(stands) & set(row) - {"case_id"}
    assert {"stage", "outcome", "team", "closed_at", "cycle", "seq", "due_at"} <= shared
    assert {name: row[name] for name in shared} == {name: stands[name] for name in shared}
    assert row["outcome"] == "declined"
    assert datetime.fromisoformat(row["closed_at"]).astimezone(UTC) == after(days(1))


def test_a_case_keeps_the_policy_that_it_began_with(database: Database) -> None:
    other = PLAIN_TEXT.replace('name = "default"', 'name = "stricter"')
    first, second = new_case(database, 1), new_case(database, 2, policy_text=other)

    for case, name in ((first, "default"), (second, "stricter"), (first, "default")):
        with CaseBook(database).look(case) as looked:
            assert looked.policy.name == name
    assert count(database, "policies") == 2


# ── Decisions ────────────────────────────────────────────────────────────────────────────────────


def test_an_accepted_decision_waits_with_its_words(database: Database) -> None:
    case = analyzed_case(database)
    made = decision(
        case, DecisionKind.PROGRESS, texts={"text": "快好了"}, expect=after(days(3))
    ).model_copy(update={"cycle": 1})
    accept(database, made, after(minutes(5)))

    with CaseBook(database).look(case) as looked:
        assert looked.decision("request-1") == made
        assert looked.accepted_at("request-1") == after(minutes(5))
        assert looked.answer("request-1") is None
        assert looked.pending() == [made]
        assert looked.decision("request-9") is None
        assert looked.accepted_at("request-9") is None
        assert looked.answer("request-9") is None


def test_decisions_wait_in_the_order_they_came(database: Database) -> None:
    case, other = analyzed_case(database, 1), analyzed_case(database, 2)
    for number in (3, 1, 2):
        accept(database, decision(case, DecisionKind.TAKE, request=f"request-{number}"))
        accept(database, decision(other, DecisionKind.TAKE, request=f"request-{number}0"))

    with CaseBook(database).look(case) as looked:
        waiting = [each.request_id for each in looked.pending()]
        assert waiting == ["request-3", "request-1", "request-2"]
        assert looked.undelivered() == looked.pending()


@pytest.mark.parametrize("refusal", [None, Refusal.NOT_NOW])
def test_a_settled_decision_waits_no_more(database: Database, refusal: Refusal | None) -> None:
    case = analyzed_case(database)
    accept(database, decision(case, DecisionKind.PROGRESS, texts={"text": "快好了"}))
    with CaseBook(database).open(case) as opened:
        event = opened.append(NOTE, START, 1)
        opened.settle("request-1", event, refusal)
        # Within the same transaction, too.
        answer = opened.answer("request-1")
        assert answer
        assert (answer.seq, answer.refusal) == (event.seq, refusal)

    with CaseBook(database).look(case) as looked:
        assert looked.answer("request-1") == answer
        assert looked.pending() == []
        assert looked.decision("request-1") == decision(case, DecisionKind.PROGRESS)
    (row,) = rows(database, "SELECT status, texts FROM decisions")
    status = DecisionStatus.REFUSED if refusal else DecisionStatus.APPLIED
    assert row == {"status": status.value, "texts": None}


def test_a_decision_of_another_case_is_not_seen(database: Database) -> None:
    case, other = analyzed_case(database, 1), analyzed_case(database, 2)
    accept(database, decision(case, DecisionKind.TAKE))

    with CaseBook(database).look(other) as looked:
        assert looked.decision("request-1") is None
        assert looked.pending() == []


def test_a_request_is_recorded_once(database: Database) -> None:
    case = analyzed_case(database)
    accept(database, decision(case, DecisionKind.TAKE))

    with pytest.raises(Conflict):
        accept(database, decision(case, DecisionKind.TAKE, by="wang"))

    (row,) = rows(database, "SELECT * FROM decisions")
    assert row["by"] == "li"


# ── Mails ────────────────────────────────────────────────────────────────────────────────────────


def test_mails_wait_in_order_and_are_counted(database: Database) -> None:
    case = new_case(database)
    templates = [Template.PROGRESS, Template.QUESTION, Template.PROGRESS, Template.NOTICE_WARNED]
    for template in templates:
        write_mails(database, case, template, cycle=1)
    write_mails(database, case, Template.PROGRESS, Template.PROGRESS, cycle=2)

    expected = [
        (Template.ACKNOWLEDGEMENT, 1, 1),
        (Template.PROGRESS, 1, 1),
        (Template.QUESTION, 1, 1),
        (Template.PROGRESS, 1, 2),
        (Template.NOTICE_WARNED, 1, 1),
        (Template.PROGRESS, 2, 1),
        (Template.PROGRESS, 2, 2),
    ]
    assert [(m.template, m.cycle, m.occurrence) for m in state(database, case).unsent] == expected
    assert count(database, "mails") == len(expected)


def write_mails(database: Database, case: str, *templates: Template, cycle: int) -> None:
    with CaseBook(database).open(case) as opened:
        event = opened.append(NOTE, START, cycle)
        for template in templates:
            opened.write_mail(template, event)
        ledger.record(opened, [], START)


@pytest.mark.parametrize("status", [MailStatus.SENT, MailStatus.REFUSED, MailStatus.SKIPPED])
def test_a_mail_that_is_done_with_waits_no_more(database: Database, status: MailStatus) -> None:
    case = new_case(database)
    write_mails(database, case, Template.PROGRESS, cycle=1)
    ref = MailRef(case_id=case, template=Template.ACKNOWLEDGEMENT, cycle=1)
    with CaseBook(database).open(case) as opened:
        opened.mark_mail(ref, status, after(minutes(1)), 250)
        ledger.record(opened, [], after(minutes(1)))

    with CaseBook(database).look(case) as looked:
        written = looked.mail(ref)
        assert written
        assert (written.status, written.event_seq) == (status, 1)
        assert [each.template for each in looked.unsent] == [Template.PROGRESS]
        assert looked.unsent == list(looked.known.unsent)
        assert looked.mail(ref.model_copy(update={"occurrence": 2})) is None
    (row,) = rows(database, "SELECT code, sent_at FROM mails WHERE template = 'acknowledgement'")
    assert row["code"] == 250
    assert (row["sent_at"] is not None) == (status is MailStatus.SENT)


def test_an_occurrence_counts_on_after_its_mail_was_sent(database: Database) -> None:
    case = new_case(database)
    write_mails(database, case, Template.PROGRESS, cycle=1)
    first = MailRef(case_id=case, template=Template.PROGRESS, cycle=1)
    with CaseBook(database).open(case) as opened:
        opened.mark_mail(first, MailStatus.SENT, START, None)
        ledger.record(opened, [], START)

    write_mails(database, case, Template.PROGRESS, cycle=1)

    assert state(database, case).unsent[-1].occurrence == 2


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────


def test_who_opens_a_case_has_it_alone(database: Database) -> None:
    """Of many who each add one to what they read, none is lost."""
    case = new_case(database)

    def propose() -> None:
        with CaseBook(database).open(case) as opened:
            version = opened.known.version + 1
            event = NewEvent(kind=EventKind.PROPOSED, by="li", data={"version": version})
            ledger.record(opened, [event], START)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        outcomes = at_once(*[propose] * 8)
    finally:
        sys.setswitchinterval(interval)

    assert list(outcomes) == [None] * 8
    assert state(database, case).version == 8
    with CaseBook(database).look(case) as looked:
        assert [e.data["version"] for e in looked.events[1:]] == list(range(1, 9))


def test_looking_waits_for_nobody(database: Database) -> None:
    case = new_case(database)

    with CaseBook(database).open(case) as opened:
        opened.append(NewEvent(kind=EventKind.NOTED, by=CUSTOMER), START, 1)
        with CaseBook(database).look(case) as looked:
            assert len(looked.events) == 1
