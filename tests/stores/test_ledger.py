"""The steps of the process in the record, each of which may be called again, on both databases."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities import ledger
from activities.record import RecordActivities
from rules.analysis import analyze
from schemas.analysis import Analysis
from schemas.enums import DecisionKind, EventKind, Outcome, Priority, Refusal, Sentiment, Stage
from schemas.errors import UnknownCase
from schemas.events import CUSTOMER
from schemas.messages import Advance, Choice, Decide, DecisionRequest, Recorded
from schemas.policy import Policy
from store.casebook import CaseBook
from store.database import Database
from tests.plain import PLAIN_TEXT
from tests.stores.cases import (
    PERSONAL,
    PHONE,
    accept,
    activities,
    analyzed_case,
    at_once,
    carry_out,
    count,
    decide,
    decision,
    kinds,
    new_case,
    numbered,
    rows,
    state,
    submission,
)
from tests.strategies import CASE, LEAD, START, after, days, hours, minutes

WORDS_OF = {
    DecisionKind.CLARIFY: "question",
    DecisionKind.REPLY: "text",
    DecisionKind.PROGRESS: "text",
    DecisionKind.PROPOSE: "text",
    DecisionKind.REJECT: "reason",
    DecisionKind.RESOLVE: "summary",
    DecisionKind.REOPEN: "reason",
    DecisionKind.DECLINE: "reason",
}
UNSURE = PLAIN_TEXT.replace("triage_below = 0.0", "triage_below = 0.9")


def advance(database: Database, case: str, at: timedelta) -> None:
    activities(database).advance(Advance(case_id=case, now=after(at)))


# ── Analyze ──────────────────────────────────────────────────────────────────────────────────────


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


def told(database: Database, case: str) -> list[tuple[str, str]]:
    """Who is to hear of what happened to a case, and why; as it was written ahead."""
    query = "SELECT recipient, reason FROM notices WHERE case_id = :a ORDER BY id"
    return [(row["recipient"], row["reason"]) for row in rows(database, query, a=case)]


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


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────


def test_advancing_again_changes_nothing(database: Database) -> None:
    case = analyzed_case(database, priority="high")
    advance(database, case, days(3))
    once = state(database, case)
    advance(database, case, days(3))

    assert state(database, case) == once
    assert kinds(database, case)[3:] == [EventKind.MISSED] * 2
    assert once.breached


def test_before_anything_is_due_nothing_is_written(database: Database) -> None:
    case = analyzed_case(database, priority="high")
    before = state(database, case)

    advance(database, case, minutes(1))

    assert state(database, case) == before


def test_two_who_advance_at_once(database: Database) -> None:
    case = analyzed_case(database, priority="high")

    at_once(*[lambda: advance(database, case, days(3))] * 2)

    missed = kinds(database, case).count(EventKind.MISSED)
    assert missed
    assert told(database, case) == [("@engineering", "team")] * missed


def test_the_state_tells_the_next_alarm(database: Database) -> None:
    case = analyzed_case(database, priority="high")
    alarms: list[datetime] = []
    while (alarm := state(database, case).alarm_at) and len(alarms) < 10:
        alarms.append(alarm)
        advance(database, case, alarm - START)

    assert alarms == [after(hours(each)) for each in (1.6, 2, 19.2, 24)]


def test_a_case_goes_the_whole_way(database: Database) -> None:
    case = analyzed_case(database, priority="high")
    steps = [
        decision(case, DecisionKind.PROPOSE, "li", "request-1", {"text": "x"}),
        decision(case, DecisionKind.REJECT, LEAD, "request-2", {"reason": "x"}),
        decision(case, DecisionKind.PROPOSE, "li", "request-3", {"text": "x"}),
        decision(case, DecisionKind.APPROVE, LEAD, "request-4", version=2),
        decision(case, DecisionKind.RESOLVE, "li", "request-5", {"summary": "x"}),
        decision(case, DecisionKind.CONFIRM, CUSTOMER, "request-6", solved=False, rating=1),
        decision(case, DecisionKind.PROPOSE, "wang", "request-7", {"text": "x"}),
        decision(case, DecisionKind.APPROVE, LEAD, "request-8"),
        decision(case, DecisionKind.RESOLVE, "wang", "request-9", {"summary": "x"}),
    ]
    for number, step in enumerate(steps):
        assert carry_out(database, step, after(minutes(number))).refusal is None, step
    for day in (3, 6, 7, 30):
        advance(database, case, days(day) + minutes(len(steps)))

    found = state(database, case)
    assert (found.outcome, found.cycle, found.ended) == (Outcome.UNCONFIRMED, 2, True)
    mails = [
        (mail.template.value, mail.cycle) for mail in found.unsent if not mail.template.for_team
    ]
    assert mails == [
        ("acknowledgement", 1),
        ("solution", 1),
        ("reopened", 2),
        ("solution", 2),
        ("reminder", 2),
        ("reminder", 2),
        ("summary", 2),
    ]


# ── Words of persons ─────────────────────────────────────────────────────────────────────────────


def test_words_of_persons_stand_only_where_they_can_be_erased(database: Database) -> None:
    case = analyzed_case(database, priority="high", external_id="crm-7")
    told = f"please call {PHONE}"
    ways = [
        *(DecisionKind.CLARIFY, DecisionKind.REPLY, DecisionKind.PROGRESS, DecisionKind.PROPOSE),
        *(DecisionKind.REJECT, DecisionKind.PROPOSE, DecisionKind.APPROVE, DecisionKind.RESOLVE),
        *(DecisionKind.CONFIRM, DecisionKind.REOPEN, DecisionKind.RESOLVE, DecisionKind.DECLINE),
    ]
    for number, kind in enumerate(ways):
        by = (
            LEAD
            if kind in (DecisionKind.APPROVE, DecisionKind.REJECT, DecisionKind.REOPEN)
            else "li"
        )
        words = {WORDS_OF.get(kind, "comment"): told, "comment": told}
        made = decision(case, kind, by, f"request-{number}", words, solved=True)
        carry_out(database, made, after(minutes(number)))
    advance(database, case, days(400))

    seen = {EventKind.REFUSED, EventKind.DECLINED, EventKind.REOPENED, EventKind.CONFIRMED}
    assert seen <= set(kinds(database, case))
    assert count(database, "event_texts") == len(ways)
    for table in ("cases", "events", "decisions", "mails", "policies", "workers"):
        held = json.dumps(rows(database, f"SELECT * FROM {table}"), default=str, ensure_ascii=False)  # noqa: S608
        assert not [each for each in (*PERSONAL, told) if each in held], table


def test_what_the_workflow_hears_has_no_words(database: Database) -> None:
    case = analyzed_case(database)
    made = decision(case, DecisionKind.CLARIFY, texts={"question": f"Ihre Nummer {PHONE}?"})

    answers = [
        carry_out(database, made).model_dump_json(),
        activities(database).look(Advance(case_id=case, now=START)).model_dump_json(),
        activities(database).advance(Advance(case_id=case, now=after(days(9)))).model_dump_json(),
    ]

    assert not [each for each in PERSONAL if each in "".join(answers)]


# ── As Temporal calls them ───────────────────────────────────────────────────────────────────────


def test_the_activities_run_as_activities(database: Database) -> None:
    case, record = new_case(database), RecordActivities(CaseBook(database), analyze)
    environment = ActivityEnvironment()

    analyzed = environment.run(record.analyze, Advance(case_id=case, now=START))
    ask = DecisionRequest(request_id="request-1", by="li")
    recorded = environment.run(
        record.decide, Decide(case_id=case, now=START, kind=DecisionKind.TAKE, request=ask)
    )
    looked = environment.run(record.look, Advance(case_id=case, now=START))

    assert analyzed.stage is Stage.PLANNING
    assert (recorded.state.owner, recorded.seq) == ("li", 4)
    assert looked == recorded.state


def test_a_new_case_begins_with_an_event(database: Database) -> None:
    new = CaseBook(database).create(numbered(1), submission(), PLAIN_TEXT, START)

    with pytest.raises(ValueError, match="begins with an event"), new as case:
        ledger.record(case, [], START)

    assert count(database, "cases") == 0


def test_a_choice_is_kept_as_it_was_made(database: Database) -> None:
    case = analyzed_case(database)
    made = decision(case, DecisionKind.TRIAGE, category="other", priority=Priority.LOW)
    carry_out(database, made)

    with CaseBook(database).look(case) as looked:
        kept = looked.decision("request-1")
    assert kept
    assert kept.choice == Choice(category="other", priority=Priority.LOW)
    assert state(database, case).priority is Priority.LOW
