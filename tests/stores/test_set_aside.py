"""Spam on both databases: out of the way, nothing lost, and back with one decision."""

from datetime import datetime
from typing import Any

import pytest

from activities.record import RecordActivities
from rules.clocks import clocks
from schemas.analysis import Analysis
from schemas.enums import (
    Aspect,
    ClockState,
    DecisionKind,
    EventKind,
    MailStatus,
    Outcome,
    Priority,
    Refusal,
    Sentiment,
    Stage,
    Template,
)
from schemas.messages import Advance
from schemas.policy import Policy
from schemas.state import CaseState
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import (
    PERSONAL,
    carry_out,
    decide,
    decision,
    kinds,
    new_case,
    rows,
    state,
    submission,
)
from tests.stories import START, after, days, hours, minutes

CERTAIN, SUSPECT = 0.99, 0.7
BACK = after(days(3))


def spam_case(database: Database, score: float = CERTAIN, **changes: Any) -> str:
    case = new_case(database, **changes)

    def listen(_: str, policy: Policy) -> Analysis:
        return Analysis(
            category="other",
            priority=Priority.LOW,
            sentiment=Sentiment.NEUTRAL,
            confidence=0.9,
            spam=True,
            spam_score=score,
        )

    RecordActivities(CaseBook(database), listen).analyze(Advance(case_id=case, now=START))
    return case


def judge(database: Database, case: str, at: datetime = BACK, **choice: Any) -> CaseState:
    request = f"request-{len(kinds(database, case))}"
    made = decision(case, DecisionKind.TRIAGE, "li", request, **choice)
    recorded = carry_out(database, made, at)
    assert recorded.refusal is None
    return recorded.state


def running(database: Database, case: str, now: datetime) -> set[str]:
    with CaseBook(database).look(case) as looked:
        found = clocks(looked.events, looked.policy, now)
    return {each.kind.value for each in found if each.state is ClockState.RUNNING}


def test_what_is_certainly_spam_is_set_aside_and_presses_nobody(database: Database) -> None:
    case = spam_case(database)

    found = state(database, case)

    assert (found.stage, found.outcome, found.ended) == (Stage.CLOSED, Outcome.INVALID, False)
    assert (found.alarm_at, found.due_at) == (None, None)
    assert not running(database, case, after(days(30)))
    assert rows(database, "SELECT text FROM submissions")[0]["text"] == submission().text


def test_one_decision_brings_it_back_and_its_clocks_begin_then(database: Database) -> None:
    case = spam_case(database)

    found = judge(database, case, spam=False)

    assert (found.stage, found.outcome, found.closed_at) == (Stage.PLANNING, None, None)
    assert kinds(database, case)[-3:] == [
        *(EventKind.TRIAGED, EventKind.BROUGHT_BACK, EventKind.ROUTED)
    ]
    assert found.due_at is not None
    assert found.due_at > BACK
    assert "acknowledge" in running(database, case, BACK)


def test_who_was_not_told_that_it_arrived_is_told_when_it_is_back(database: Database) -> None:
    case = spam_case(database)
    with CaseBook(database).open(case) as opened:  # what the mail's activity does with it
        [mail] = opened.unsent
        opened.mark_mail(mail, MailStatus.SKIPPED, START, None)
        opened.save(opened.known.model_copy(update={"unsent": ()}))

    found = judge(database, case, spam=False)

    assert [mail.template for mail in found.unsent] == [Template.ACKNOWLEDGEMENT]
    assert [mail.occurrence for mail in found.unsent] == [2]


def test_nobody_is_told_twice_that_it_arrived(database: Database) -> None:
    case = spam_case(database)

    found = judge(database, case, spam=False)

    assert len(found.unsent) == 1


def test_whoever_brings_it_back_can_say_what_it_is(database: Database) -> None:
    case = spam_case(database)

    found = judge(database, case, category="malfunction", priority="high")

    assert (found.stage, found.category, found.team) == (
        *(Stage.PLANNING, "malfunction", "engineering"),
    )
    assert rows(database, "SELECT count(*) AS n FROM events WHERE kind = 'brought_back'")[0]["n"]


def test_a_suspicion_alone_waits_for_a_person(database: Database) -> None:
    case = spam_case(database, SUSPECT)
    waits = state(database, case)
    assert (waits.stage, waits.unsure) == (Stage.TRIAGE, (Aspect.SPAM,))

    goes_on = judge(database, case, spam=False)

    assert (goes_on.stage, goes_on.unsure) == (Stage.PLANNING, ())


def test_a_mood_alone_does_not_say_where_a_case_goes(database: Database) -> None:
    case = spam_case(database, SUSPECT)

    assert judge(database, case, sentiment="negative").stage is Stage.TRIAGE


def test_a_person_can_set_aside_what_the_machine_did_not(database: Database) -> None:
    case = spam_case(database, SUSPECT)

    found = judge(database, case, spam=True)

    assert (found.outcome, found.aside_from) == (Outcome.INVALID, Stage.TRIAGE)
    assert judge(database, case, after(days(9)), spam=False).stage is Stage.PLANNING


def test_what_is_set_aside_is_not_set_aside_again(database: Database) -> None:
    case = spam_case(database)

    again = carry_out(database, decision(case, DecisionKind.TRIAGE, spam=True), after(hours(1)))

    assert again.refusal is Refusal.ALREADY_DECIDED


def test_nothing_of_the_customer_is_in_the_events(database: Database) -> None:
    case = spam_case(database)
    judge(database, case, spam=False)

    told = str(rows(database, "SELECT data FROM events"))

    assert not any(word in told for word in PERSONAL)


def test_from_a_later_stage_it_comes_back_to_where_it_was(database: Database) -> None:
    case = spam_case(database, SUSPECT)
    judge(database, case, after(minutes(5)), category="malfunction", spam=False)
    judge(database, case, after(minutes(6)), spam=True)

    found = judge(database, case, after(minutes(7)), spam=False)

    assert (found.stage, found.category) == (Stage.PLANNING, "malfunction")


@pytest.mark.parametrize("told", [{"spam": False}, {"category": "malfunction"}], ids=str)
def test_repeated_it_is_one_decision(database: Database, told: dict[str, Any]) -> None:
    case = spam_case(database)
    made = decision(case, DecisionKind.TRIAGE, **told)
    first = carry_out(database, made, BACK)
    again = decide(database, case, DecisionKind.TRIAGE, made.request_id, after(days(5)))

    assert again == first
