"""Time and words in the record, and all of the process in it, on both databases."""

import json
from datetime import datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities import ledger
from activities.record import RecordActivities
from analysis.analyst import Analyst
from analysis.unlearned import Unlearned
from rules.decisions import TEXT_OF
from schemas.enums import DecisionKind, EventKind, Outcome, Priority, Stage
from schemas.events import CUSTOMER
from schemas.messages import Advance, Choice, Decide, DecisionRequest
from store.casebook import CaseBook
from store.database import Database
from tests.plain import PLAIN_TEXT
from tests.stores.cases import (
    PERSONAL,
    PHONE,
    activities,
    analyzed_case,
    at_once,
    carry_out,
    count,
    decision,
    kinds,
    new_case,
    numbered,
    rows,
    state,
    submission,
    told,
)
from tests.stories import LEAD, START, after, days, hours, minutes


def advance(database: Database, case: str, at: timedelta) -> None:
    activities(database).advance(Advance(case_id=case, now=after(at)))


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
        words = {TEXT_OF.get(kind, "comment"): told, "comment": told}
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
    case, record = new_case(database), RecordActivities(CaseBook(database), Analyst(Unlearned()))
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
