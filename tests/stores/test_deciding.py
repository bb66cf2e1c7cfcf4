"""Decisions in the record, on both databases: carried out once, or refused with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from schemas.enums import DecisionKind, EventKind, Refusal, Stage
from schemas.errors import UnknownCase
from schemas.messages import Advance, Recorded
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import (
    accept,
    activities,
    analyzed_case,
    at_once,
    carry_out,
    count,
    decide,
    decision,
    kinds,
    rows,
    state,
    told,
)
from tests.stories import CASE, LEAD, START, after, minutes

# ── Decide ───────────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_carried_out_once(database: Database) -> None:
    case = analyzed_case(database)
    made = decision(case, DecisionKind.CLARIFY, texts={"question": "?"})
    accept(database, made)

    first = decide(database, case, made.kind, "request-1", after(minutes(1)))
    carry_out(database, decision(case, DecisionKind.TAKE, request="request-2"))
    again = decide(database, case, made.kind, "request-1", after(minutes(9)))

    assert (first.seq, first.refusal, first.state.stage) == (4, None, Stage.CLARIFYING)
    assert (again.seq, again.refusal) == (4, None)
    assert again.state == state(database, case)
    assert kinds(database, case).count(EventKind.ASKED) == 1


def test_two_who_carry_out_the_same_request_at_once(database: Database) -> None:
    case = analyzed_case(database)
    for turn in range(5):
        made = decision(
            case, DecisionKind.PROGRESS, request=f"request-{turn}", texts={"text": "快好了"}
        )
        accept(database, made)
        before = state(database, case).seq

        outcomes = at_once(*[request(database, case, made.kind, f"request-{turn}")] * 2)

        answers = [(each.seq, each.refusal) for each in outcomes if isinstance(each, Recorded)]
        assert answers == [(before + 1, None)] * 2
    assert kinds(database, case).count(EventKind.PROGRESS) == 5
    assert count(database, "event_texts") == 5


def request(
    database: Database, case: str, kind: DecisionKind, request_id: str
) -> Callable[[], Recorded]:
    return lambda: decide(database, case, kind, request_id, by="li")


def test_two_who_bring_the_same_signal_at_once(database: Database) -> None:
    """No door has recorded it: both find nothing and want to."""
    case = analyzed_case(database)
    for turn in range(5):
        take = request(database, case, DecisionKind.TAKE, f"request-{turn}")
        outcomes = at_once(take, take)
        assert len({each.seq for each in outcomes if isinstance(each, Recorded)}) == 1
    assert kinds(database, case).count(EventKind.TAKEN) == 5
    assert count(database, "decisions") == 5


def test_two_leads_who_decide_at_once(database: Database) -> None:
    case = analyzed_case(database, priority="high")
    carry_out(database, decision(case, DecisionKind.PROPOSE, texts={"text": "x"}))
    accept(database, decision(case, DecisionKind.APPROVE, LEAD, "request-2"))
    accept(database, decision(case, DecisionKind.REJECT, "chen", "request-3", {"reason": "x"}))

    outcomes = at_once(
        request(database, case, DecisionKind.APPROVE, "request-2"),
        request(database, case, DecisionKind.REJECT, "request-3"),
    )

    refusals = [each.refusal for each in outcomes if isinstance(each, Recorded)]
    assert len(refusals) == 2
    assert refusals.count(None) == 1
    decided = {EventKind.APPROVED, EventKind.REJECTED} & set(kinds(database, case))
    assert len(decided) == 1


def test_the_same_request_of_another_case_is_another_decision(database: Database) -> None:
    """Whoever sends signals chooses the ids; a case must not hang for it."""
    case, other = analyzed_case(database, 1), analyzed_case(database, 2)

    first = decide(database, case, DecisionKind.TAKE, "request-1", by="li")
    second = decide(database, other, DecisionKind.TAKE, "request-1", by="wang")

    assert (first.refusal, second.refusal) == (None, None)
    assert (state(database, case).owner, state(database, other).owner) == ("li", "wang")


def test_the_record_of_the_door_counts_and_not_what_the_request_says(database: Database) -> None:
    case = analyzed_case(database)
    accept(database, decision(case, DecisionKind.ASSIGN, to="wang"))

    decide(database, case, DecisionKind.ASSIGN, "request-1", by=LEAD, to="chen")

    assert state(database, case).owner == "wang"
    (event,) = rows(database, 'SELECT "by" FROM events WHERE kind = :kind', kind="assigned")
    assert event == {"by": "li"}


def test_a_decision_without_a_door_is_recorded_too(database: Database) -> None:
    case = analyzed_case(database)

    found = decide(database, case, DecisionKind.ASSIGN, "request-1", by=LEAD, to="wang")

    assert found.refusal is None
    (row,) = rows(database, 'SELECT "by", accepted_at, status, event_seq FROM decisions')
    assert row == {"by": LEAD, "accepted_at": None, "status": "applied", "event_seq": found.seq}


def test_a_decision_without_a_door_and_without_a_name_is_refused(database: Database) -> None:
    case = analyzed_case(database)

    found = decide(database, case, DecisionKind.TAKE, "request-1")

    assert found.refusal is Refusal.UNKNOWN_PERSON


def test_a_case_that_is_not_there(database: Database) -> None:
    with pytest.raises(UnknownCase):
        decide(database, CASE, DecisionKind.TAKE, "request-1", by="li")
    with pytest.raises(UnknownCase):
        activities(database).look(Advance(case_id=CASE, now=START))

    assert count(database, "decisions") == 0


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_decision_is_an_event_with_its_words(database: Database) -> None:
    case = analyzed_case(database)
    made = decision(case, DecisionKind.RESOLVE, texts={"summary": "erledigt"})

    first = carry_out(database, made)
    again = decide(database, case, made.kind, "request-1")

    assert first.refusal is again.refusal is Refusal.NOT_NOW
    assert first.seq == again.seq == 4
    with CaseBook(database).look(case) as looked:
        event = looked.events[-1]
        assert (event.kind, event.by, event.request_id) == (EventKind.REFUSED, "li", "request-1")
        assert event.data == {"decision": "resolve", "refusal": "not_now", "later": False}
        assert looked.written_at(event) == {"summary": "erledigt"}
        assert looked.known.stage is Stage.PLANNING
    (row,) = rows(database, "SELECT status, refusal, event_seq, texts FROM decisions")
    assert row == {"status": "refused", "refusal": "not_now", "event_seq": 4, "texts": None}


@pytest.mark.parametrize(
    ("waited", "is_told"), [(timedelta(seconds=3), False), (timedelta(seconds=4), True)]
)
def test_who_decided_is_told_if_the_door_waits_no_more(
    database: Database, waited: timedelta, is_told: bool
) -> None:
    case = analyzed_case(database)
    made = decision(case, DecisionKind.RESOLVE, texts={"summary": "x"})
    accept(database, made)

    decide(database, case, made.kind, "request-1", START + waited)

    assert told(database, case) == ([("li", "decided")] if is_told else [])


def test_a_refused_signal_is_told_to_who_sent_it(database: Database) -> None:
    case = analyzed_case(database)

    found = decide(database, case, DecisionKind.APPROVE, "request-1", by=LEAD)

    assert found.refusal is Refusal.NOT_NOW
    assert told(database, case) == [(LEAD, "decided")]


def test_another_kind_than_was_recorded_is_invalid(database: Database) -> None:
    case = analyzed_case(database)
    accept(database, decision(case, DecisionKind.TAKE))

    found = decide(database, case, DecisionKind.WITHDRAW, "request-1", by="li")

    assert found.refusal is Refusal.INVALID
    assert found.state.outcome is None
    assert found.state.owner is None
    assert kinds(database, case)[-1] is EventKind.REFUSED


def test_who_may_decide_is_judged_with_the_record(database: Database) -> None:
    """Between door and workflow the case was handed to a team where nobody knows this person."""
    case = analyzed_case(database, priority="high")
    carry_out(database, decision(case, DecisionKind.PROPOSE, LEAD, texts={"text": "x"}))
    accept(database, decision(case, DecisionKind.APPROVE, LEAD, "request-2"))

    found = decide(database, case, DecisionKind.APPROVE, "request-2")

    assert found.refusal is Refusal.OWN_PROPOSAL
