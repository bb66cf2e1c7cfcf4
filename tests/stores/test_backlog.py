"""What is accepted and not carried through, who looks at cases, who works, and what is wrong."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from activities import ledger
from schemas.enums import DecisionKind, EventKind, MailStatus, Stage, Template
from schemas.events import NewEvent
from schemas.state import MailRef
from store.backlog import Backlog
from store.casebook import CaseBook
from store.database import Database
from store.inspection import Durability, Inspection, Waiting
from store.queries import Queries
from store.workers import BEAT, SILENT_AFTER, Heard, Workers
from tests.plain import PLAIN
from tests.stores.cases import (
    CONTACT,
    NAME,
    WORDS,
    accept,
    analyzed_case,
    carry_out,
    count,
    decision,
    new_case,
    numbered,
    rows,
    state,
)
from tests.stories import START, after, days, minutes

MOMENT = timedelta(microseconds=1)


def end(database: Database, case: str, at: datetime = START) -> None:
    """Withdraw a case, and have its mails sent."""
    with CaseBook(database).open(case) as opened:
        ledger.record(opened, [NewEvent(kind=EventKind.WITHDRAWN, by="li")], at)
        for mail in list(opened.unsent):
            opened.mark_mail(mail, MailStatus.SENT, at, None)
        ledger.record(opened, [], at)


# ── Never started ────────────────────────────────────────────────────────────────────────────────


def test_cases_that_were_never_started_the_oldest_first(database: Database) -> None:
    backlog = Backlog(database)
    for number, minute in ((1, 30), (2, 10), (3, 20)):
        new_case(database, number, after(minutes(minute)))

    assert backlog.unstarted(after(minutes(31)), 9) == [numbered(2), numbered(3), numbered(1)]
    assert backlog.unstarted(after(minutes(31)), 2) == [numbered(2), numbered(3)]
    assert backlog.unstarted(after(minutes(20)), 9) == [numbered(2)]
    assert backlog.unstarted(after(minutes(20)) + MOMENT, 9) == [numbered(2), numbered(3)]

    backlog.mark_started(numbered(2), after(minutes(40)))

    assert backlog.unstarted(after(minutes(31)), 9) == [numbered(3), numbered(1)]


def test_the_first_start_counts(database: Database) -> None:
    case = new_case(database)
    backlog = Backlog(database)
    backlog.mark_started(case, after(minutes(1)))
    backlog.mark_started(case, after(minutes(2)))

    found = Queries(database).case(case)
    assert found
    assert found.case.started_at == after(minutes(1))


# ── Never carried out ────────────────────────────────────────────────────────────────────────────


def test_cases_with_decisions_that_the_workflow_may_not_know(database: Database) -> None:
    backlog = Backlog(database)
    for number in (2, 1):
        analyzed_case(database, number)
        for turn in (1, 2):
            made = decision(numbered(number), DecisionKind.TAKE, request=f"request-{number}{turn}")
            accept(database, made, after(minutes(turn)))

    assert backlog.undelivered(after(minutes(9)), 9) == [numbered(2), numbered(1)]
    assert backlog.undelivered(after(minutes(1)), 9) == []
    assert backlog.undelivered(after(minutes(1)) + MOMENT, 9) == [numbered(2), numbered(1)]

    for request in ("request-21", "request-22"):
        backlog.mark_delivered(numbered(2), request, after(minutes(9)))

    assert backlog.undelivered(after(minutes(9)), 9) == [numbered(1)]


def test_what_is_carried_out_is_handed_over_until_the_workflow_has_it(database: Database) -> None:
    """The record may have carried it out and the workflow's history have lost that."""
    case, backlog = analyzed_case(database), Backlog(database)
    carry_out(database, decision(case, DecisionKind.TAKE))
    assert backlog.undelivered(after(minutes(1)), 9) == [case]

    backlog.mark_delivered(case, "request-1", after(minutes(1)))

    assert backlog.undelivered(after(minutes(1)), 9) == []


def test_what_came_without_a_door_is_not_handed_over(database: Database) -> None:
    case = analyzed_case(database)
    with CaseBook(database).open(case) as opened:
        opened.accept(decision(case, DecisionKind.TAKE), None)

    assert Backlog(database).undelivered(after(days(9)), 9) == []


# ── Never ended, never exported ──────────────────────────────────────────────────────────────────


def test_cases_that_need_a_workflow_page_by_page(database: Database) -> None:
    backlog = Backlog(database)
    for number in range(1, 6):
        analyzed_case(database, number)
    end(database, numbered(2))

    assert backlog.unended("", 2) == [numbered(1), numbered(3)]
    assert backlog.unended(numbered(3), 2) == [numbered(4), numbered(5)]
    assert backlog.unended(numbered(5), 2) == []
    assert backlog.count_unended() == 4


def test_an_ended_case_needs_a_workflow_while_mails_or_decisions_wait(database: Database) -> None:
    backlog, case = Backlog(database), analyzed_case(database)
    end(database, case)
    assert backlog.unended("", 9) == []

    accept(database, decision(case, DecisionKind.TAKE))
    assert backlog.unended("", 9) == [case]
    assert backlog.count_unended() == 1

    other = analyzed_case(database, 2)
    with CaseBook(database).open(other) as opened:
        ledger.record(opened, [NewEvent(kind=EventKind.WITHDRAWN, by="li")], START)
    assert state(database, other).ended
    assert backlog.unended("", 9) == [case, other]


def test_ended_cases_whose_history_is_not_kept(database: Database) -> None:
    backlog = Backlog(database)
    for number in (1, 2, 3, 4):
        analyzed_case(database, number, after(minutes(10 - number)))
    for number in (1, 2, 3):
        end(database, numbered(number), after(minutes(20)))
    for number in (1, 2, 4):
        backlog.mark_started(numbered(number), START)
    assert backlog.unexported(9) == [numbered(2), numbered(1)]
    assert backlog.unexported(1) == [numbered(2)]

    backlog.keep_histories(numbered(2), {"run-1": b"\x1f\x8b", "run-2": b""}, after(days(1)))

    assert backlog.unexported(9) == [numbered(1)]


def test_a_history_is_kept_once(database: Database) -> None:
    backlog, case = Backlog(database), new_case(database)
    backlog.keep_histories(case, {"run-1": b"one"}, after(days(1)))
    backlog.keep_histories(case, {"run-1": b"other", "run-2": b"two"}, after(days(2)))

    found = rows(database, "SELECT run_id, history FROM histories ORDER BY run_id")
    assert [(each["run_id"], bytes(each["history"])) for each in found] == [
        ("run-1", b"one"),
        ("run-2", b"two"),
    ]


# ── Looking ──────────────────────────────────────────────────────────────────────────────────────


def test_a_case_is_looked_at_with_everything(database: Database) -> None:
    case = analyzed_case(database, external_id="crm-7")
    carry_out(database, decision(case, DecisionKind.CLARIFY, texts={"question": "Welche?"}))
    accept(database, decision(case, DecisionKind.REPLY, request="request-2", texts={"text": "x"}))

    found = Queries(database).case(case)

    assert found
    assert found.case.external_id == "crm-7"
    assert found.case.stage == Stage.CLARIFYING
    assert found.policy == PLAIN
    sent = (found.submission.text, found.submission.name, found.submission.contact)
    assert sent == (WORDS, NAME, CONTACT)
    assert [event.seq for event in found.events] == [1, 2, 3, 4]
    assert found.events[-1].texts == {"question": "Welche?"}
    assert [row.request_id for row in found.pending] == ["request-2"]
    assert Queries(database).case(numbered(9)) is None


# ── Who works ────────────────────────────────────────────────────────────────────────────────────


def test_workers_are_alive_for_a_minute(database: Database) -> None:
    workers = Workers(database)
    workers.beat("a:1", "0001", START)
    workers.beat("b:2", "0002", after(minutes(0.5)))

    assert workers.alive(after(minutes(1))) == {"a:1": "0001", "b:2": "0002"}
    assert workers.alive(after(minutes(1)) + MOMENT) == {"b:2": "0002"}
    assert workers.alive(after(minutes(2))) == {}
    assert timedelta(minutes=1) > 3 * BEAT, "a late beat or two is no death"


def test_a_beat_prolongs_and_forgets_the_dead(database: Database) -> None:
    workers = Workers(database)
    workers.beat("dead:1", "0001", START)
    workers.beat("a:1", "0001", START)
    workers.beat("a:1", "0002", after(minutes(60)) + MOMENT)

    assert workers.alive(after(minutes(60)) + MOMENT) == {"a:1": "0002"}
    assert count(database, "workers") == 1


def test_who_ended_without_saying_so_is_known_for_an_hour(database: Database) -> None:
    workers, now = Workers(database), after(minutes(2))
    workers.beat("dead:1", "0001", START)
    workers.beat("a:1", "0002", now - SILENT_AFTER)

    heard = workers.heard()

    assert heard == [Heard("a:1", "0002", now - SILENT_AFTER), Heard("dead:1", "0001", START)]
    assert [each.is_silent(now) for each in heard] == [False, True]


def test_who_leaves_is_gone_at_once(database: Database) -> None:
    workers = Workers(database)
    workers.beat("a:1", "0001", START)

    workers.leave("a:1")
    workers.leave("never seen")

    assert workers.alive(START) == {}


# ── What is wrong ────────────────────────────────────────────────────────────────────────────────


def test_what_waits_is_counted(database: Database) -> None:
    for number in (1, 2, 3):
        analyzed_case(database, number, after(minutes(number)))
    Backlog(database).mark_started(numbered(1), START)
    accept(database, decision(numbered(1), DecisionKind.TAKE), after(minutes(2)))

    inspection = Inspection(database)

    assert inspection.waiting(after(minutes(9))) == Waiting(unstarted=2, undelivered=1)
    assert inspection.waiting(after(minutes(3))) == Waiting(unstarted=1, undelivered=1)
    assert inspection.waiting(after(minutes(2))) == Waiting(unstarted=0, undelivered=0)


def test_a_sound_record_is_durable_and_undamaged(database: Database) -> None:
    analyzed_case(database)
    is_sqlite = database.engine.dialect.name == "sqlite"

    assert Inspection(database).durability() == (Durability("wal", 2) if is_sqlite else None)
    assert Inspection(database).damage(5) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_damage_is_found(database: Database, tmp_path: Path) -> None:
    for number in range(1, 40):
        new_case(database, number, text=WORDS * 20)
    with database.engine.connect() as connection:
        connection.execute(text("COMMIT"))
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(text("BEGIN"))
    database.close()
    file = tmp_path / "record.sqlite3"
    content = bytearray(file.read_bytes())
    content[20 * 4096 : 30 * 4096] = b"\xff" * (10 * 4096)
    file.write_bytes(content)

    assert Inspection(database).damage(5)


@pytest.mark.parametrize(
    ("journal", "synchronous", "expected"),
    [("wal", 2, True), ("wal", 3, True), ("wal", 1, False), ("delete", 2, False)],
)
def test_what_survives_a_power_cut(journal: str, synchronous: int, expected: bool) -> None:
    assert Durability(journal, synchronous).survives_power_cut == expected


def test_a_mail_that_waits_is_named(database: Database) -> None:
    case = new_case(database)

    assert state(database, case).unsent == (
        MailRef(case_id=case, template=Template.ACKNOWLEDGEMENT, cycle=1),
    )
