"""Tasks in the record: their words stand apart, their time in the state, and all are found."""

from datetime import timedelta

from activities import ledger
from schemas.durations import Elapsed
from schemas.enums import DecisionKind, EventKind, Refusal, Template
from store.casebook import CaseBook
from store.database import Database
from store.queries import Queries
from tests.stores.cases import (
    analyzed_case,
    carry_out,
    decision,
    kinds,
    rows,
    state,
)
from tests.stories import START

HOUR = timedelta(hours=1)
ADDRESS = "repair@elsewhere.example"


def add(database: Database, case: str, request: str, *, address: str = "", hours: int = 10) -> None:
    texts = {"text": "look at it"} | ({"outside": address} if address else {})
    team = {} if address else {"team": "quality"}
    within = Elapsed(hours * HOUR)
    made = decision(case, DecisionKind.TASK, "li", request, texts, within=within, **team)
    assert carry_out(database, made).refusal is None


def end(database: Database, case: str, task: str, kind: DecisionKind = DecisionKind.DONE) -> None:
    field = "text" if kind is DecisionKind.DONE else "reason"
    made = decision(case, kind, "li", f"request-end-{task}", {field: "so"}, task=task)
    assert carry_out(database, made).refusal is None


def test_the_words_of_a_task_stand_apart_from_its_event(database: Database) -> None:
    case = analyzed_case(database)
    add(database, case, "request-1", address=ADDRESS)

    [event] = rows(database, "SELECT * FROM events WHERE kind = 'task_added'")
    [texts] = rows(database, f"SELECT * FROM event_texts WHERE seq = {event['seq']}")  # noqa: S608
    assert ADDRESS not in str(event)
    assert ADDRESS in str(texts)
    [kept] = rows(database, "SELECT state FROM cases")
    assert ADDRESS not in str(kept)
    assert "look at it" not in str(kept)
    assert [m.template for m in state(database, case).unsent][-1] is Template.TASK_OUTSIDE


def test_the_state_knows_when_a_task_is_due(database: Database) -> None:
    case = analyzed_case(database)
    add(database, case, "request-1", hours=10)
    add(database, case, "request-2", hours=3)

    found = state(database, case)
    assert [task.due for task in found.tasks] == [START + 10 * HOUR, START + 3 * HOUR]
    assert found.due_at == START + 3 * HOUR
    assert found.alarm_at is not None
    assert found.alarm_at <= START + 3 * HOUR

    with CaseBook(database).open(case) as opened:
        ledger.advance(opened, START + 4 * HOUR)
    with CaseBook(database).look(case) as looked:
        missed = [e.data for e in looked.events if e.kind is EventKind.MISSED]
    assert [each["n"] for each in missed if each["clock"] == "task"] == [2]


def test_the_people_of_a_task_are_told_by_a_notice(database: Database) -> None:
    case = analyzed_case(database)
    add(database, case, "request-1")

    [notice] = rows(database, "SELECT recipient, team, reason FROM notices")
    assert notice == {"recipient": "@quality", "team": "quality", "reason": "team_task"}


def test_only_cases_that_wait_for_tasks_are_found(database: Database) -> None:
    waiting, over, without = (analyzed_case(database, n) for n in (1, 2, 3))
    add(database, waiting, "request-1")
    add(database, over, "request-1")
    end(database, over, "T1", DecisionKind.DROP)

    assert [found.case.id for found in Queries(database).with_tasks()] == [waiting]
    assert EventKind.TASK_ADDED not in kinds(database, without)


def test_what_is_done_is_not_done_again(database: Database) -> None:
    case = analyzed_case(database)
    add(database, case, "request-1")
    end(database, case, "T1")

    again = decision(case, DecisionKind.DONE, "li", "request-9", {"text": "so"}, task="T1")
    assert carry_out(database, again).refusal is Refusal.ALREADY_DECIDED
    assert kinds(database, case).count(EventKind.TASK_DONE) == 1
