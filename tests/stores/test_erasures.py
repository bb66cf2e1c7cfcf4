"""Erasing a customer: what goes, what stays, and what the files hold afterwards."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from activities import ledger
from activities.erasure import Cause, Eraser, Order, hold, release
from rules.retention import months_before
from schemas.enums import DecisionKind, EventKind, MailStatus, Outcome, Refusal, Stage, Template
from schemas.errors import Refused
from schemas.events import NewEvent
from schemas.state import MailRef
from schemas.submissions import Decision
from store import personal, remains
from store.casebook import CaseBook, Exists
from store.caught import CaughtMails
from store.database import Database
from store.erasures import Erasures
from store.tables import AttachmentRow
from store.tables_portal import OwnLinkRow
from tests.plain import PLAIN_TEXT
from tests.stores.cases import (
    CONTACT,
    NAME,
    PHONE,
    WORDS,
    analyzed_case,
    new_case,
    rows,
    submission,
)
from tests.stories import START

ORDER = Order(by="li", cause=Cause.REQUEST, reason="asked for by mail", shell_user="root")
LATER = START + timedelta(days=1)


def eraser(database: Database, *keepers: CaughtMails) -> Eraser:
    return Eraser(CaseBook(database), Erasures(database), keepers, lambda: LATER)


def accepted(database: Database, case: str, words: str) -> None:
    decision = Decision(
        case_id=case,
        request_id="waiting-0001",
        kind=DecisionKind.PROGRESS,
        by="li",
        texts={"text": words},
    )
    with CaseBook(database).open(case) as opened:
        opened.accept(decision, START)


def everything(database: Database) -> str:
    """All that the tables hold, as one text."""
    with database.reading() as session:
        connection = session.connection()
        tables = [t for t in SQLModel.metadata.sorted_tables if t.name != "policies"]
        found = [tuple(row) for t in tables for row in connection.execute(t.select())]
    return "\n".join(map(repr, found))


def test_every_table_is_thought_of() -> None:
    assert personal.unnamed() == set()


def test_a_link_that_somebody_asked_for_goes_with_the_address(database: Database) -> None:
    case = analyzed_case(database, contact=CONTACT.upper())
    with database.writing() as session:
        for n, address in enumerate((CONTACT.lower(), "somebody.else@example.com")):
            link = OwnLinkRow(
                id=f"link-{n}", address=address, locale="en", written_at=START, expires_at=START
            )
            session.add(link)

    eraser(database).erase([case], ORDER)

    left = [row["address"] for row in rows(database, "SELECT address FROM own_links")]
    assert left == ["somebody.else@example.com"]


def test_nothing_of_the_person_is_left(database: Database) -> None:
    case = analyzed_case(database, external_id=f"mail from {NAME}")
    book = CaseBook(database)
    with book.open(case) as opened:
        note = NewEvent(kind=EventKind.NOTED, by="li", texts={"text": f"{NAME} rang again"})
        ledger.record(opened, [note], START)
    accepted(database, case, f"we called {PHONE}")
    assert NAME in everything(database)

    assert eraser(database).erase([case], ORDER) == [case]

    left = everything(database)
    assert not [each for each in (PHONE, NAME, CONTACT, "rang again") if each in left]
    with book.look(case) as looked:
        state = looked.known
        assert (state.stage, state.outcome) == (Stage.CLOSED, Outcome.ERASED)
        assert (state.ended, state.erased, state.reachable) == (True, True, False)
        assert state.alarm_at is None
        assert state.unsent == ()
        assert looked.events[-1].kind is EventKind.ERASED
        answer = looked.answer("waiting-0001")
        assert answer
        assert answer.refusal is Refusal.ERASED
        assert looked.undelivered() == []
        first = looked.mail(MailRef(case_id=case, template=Template.ACKNOWLEDGEMENT, cycle=1))
        assert first
        assert first.status is MailStatus.SKIPPED


def test_events_stay_and_the_erasure_is_recorded(database: Database) -> None:
    case = analyzed_case(database)
    with CaseBook(database).look(case) as looked:
        before = looked.events

    eraser(database).erase([case], ORDER)

    with CaseBook(database).look(case) as looked:
        assert looked.events[: len(before)] == before
    [erasure] = Erasures(database).listed(10)
    assert erasure.cases == (case,)
    assert (erasure.by, erasure.cause, erasure.reason) == ("li", "request", "asked for by mail")
    assert eraser(database).erase([case], ORDER) == []


def test_a_case_that_was_closed_keeps_its_outcome(database: Database) -> None:
    case = analyzed_case(database)
    with CaseBook(database).open(case) as opened:
        ledger.record(opened, [NewEvent(kind=EventKind.CONFIRMED, by="customer")], START)
        assert not opened.known.ended

    eraser(database).erase([case], ORDER)

    with CaseBook(database).look(case) as looked:
        assert looked.known.outcome is Outcome.CONFIRMED
        assert looked.known.ended
        assert looked.known.closed_at == START


def test_a_held_case_is_not_erased(database: Database) -> None:
    case = analyzed_case(database)
    book = CaseBook(database)
    with book.open(case) as opened:
        assert hold(opened, "court order 7", "li", START).held

    assert eraser(database).erase([case], ORDER) == []
    assert NAME in everything(database)

    with book.open(case) as opened:
        assert not release(opened, "order lifted", "li", START).held
    assert eraser(database).erase([case], ORDER) == [case]
    with book.open(case) as opened, pytest.raises(Refused) as refused:
        hold(opened, "too late", "li", START)
    assert refused.value.refusal is Refusal.ERASED


def test_the_same_item_handed_in_again_is_the_erased_case(database: Database) -> None:
    item = submission(external_id="crm-77")
    case = new_case(database, external_id="crm-77")
    eraser(database).erase([case], ORDER)

    with (
        pytest.raises(Exists) as known,
        CaseBook(database).create("00000-00099", item, PLAIN_TEXT, LATER),
    ):
        pass
    assert known.value.case_id == case
    assert "crm-77" not in everything(database)


def test_a_customer_is_found_however_the_address_is_written(database: Database) -> None:
    mine = [new_case(database, n) for n in (1, 2)]
    new_case(database, 3, contact="other@example.com")
    quoting = new_case(database, 4, contact=None, text=f"see what {CONTACT.upper()} wrote")

    erasures = Erasures(database)
    assert erasures.of_customer(CONTACT.title()) == mine
    assert erasures.mentioning(CONTACT) == [quoting]
    assert erasures.mentioning("%@example.com") == []
    assert [each.texts for each in erasures.holding(mine)] == [1, 1]


def test_a_customer_is_found_by_what_other_systems_say(database: Database) -> None:
    by_item = new_case(database, 1, external_id="crm-77")
    by_account = new_case(database, 2, contact=None)
    new_case(database, 3, external_id="crm-777")
    with CaseBook(database).open(by_account) as opened:
        signed_in = NewEvent(kind=EventKind.RECEIVED, by="customer", texts={"user": "crm-77"})
        ledger.record(opened, [signed_in], START)

    assert Erasures(database).of_name("crm-77") == [by_item, by_account]
    assert Erasures(database).of_name("crm-7%") == []


def test_addresses_that_may_be_of_the_same_person(database: Database) -> None:
    for n, address in enumerate(("a_b@example.com", "A_B+shop@example.com", "axb+x@example.com")):
        new_case(database, n + 1, contact=address)

    similar = Erasures(database).similar
    assert similar("A_B@example.com") == ["a_b+shop@example.com"]
    assert similar("a_b+shop@example.com") == ["a_b@example.com"]
    assert similar("a_b@example.org") == []


def test_what_is_left_is_looked_for_by_all_that_was_written(database: Database) -> None:
    case = analyzed_case(database, external_id="crm of somebody")
    accepted(database, case, "words of a decision that waits")
    with database.writing() as session:
        file = AttachmentRow(
            id="f", sha256="0" * 64, size=1, type="x", name="cv.pdf", kept_at=START
        )
        file.case_id = case
        session.add(file)

    samples = Erasures(database).samples([case])

    expected = {NAME, CONTACT, WORDS, "crm of somebody", "words of a decision that waits"}
    assert samples >= {*expected, "cv.pdf"}


def test_what_is_kept_by_age(database: Database) -> None:
    cases = [analyzed_case(database, n) for n in (1, 2, 3)]
    book = CaseBook(database)
    for days, case in enumerate(cases):
        with book.open(case) as opened:
            at = START + timedelta(days=days)
            ledger.record(opened, [NewEvent(kind=EventKind.WITHDRAWN, by="li")], at)
    with book.open(cases[0]) as opened:
        category = opened.known.category or ""
        hold(opened, "court order 7", "li", START)
    limits = {category: START + timedelta(days=1, hours=1)}

    erasures = Erasures(database)
    assert erasures.aged(limits, 10) == [cases[1]]
    assert erasures.count_aged(limits) == {category: 1}
    eraser(database).erase([cases[1]], Order(by="system", cause=Cause.RETENTION))
    assert erasures.aged(limits, 10) == []
    assert erasures.aged({}, 10) == []


def test_months_are_those_of_the_calendar() -> None:
    instant = START.replace(year=2026, month=3, day=31)
    assert months_before(instant, 1) == instant.replace(month=2, day=28)
    assert months_before(instant, 3) == instant.replace(year=2025, month=12)
    assert months_before(instant, 24) == instant.replace(year=2024)


def _mail(folder: Path, name: str, message_id: str, to: str) -> Path:
    path = folder / name
    head = f"X-Envelope-From: a@b\r\nX-Envelope-To: {to}\r\nFrom: a@b\r\n"
    path.write_bytes(f"{head}Message-ID: {message_id}\r\n\r\nwords".encode())
    return path


def test_caught_mails_of_a_case_and_of_an_address_go(tmp_path: Path) -> None:
    mine = _mail(tmp_path, "1.eml", "<00000-00001.acknowledgement.1.1@localhost>", CONTACT)
    notice = _mail(tmp_path, "2.eml", "<00000-00001.notice_stuck.1.1@localhost>", "team@x.example")
    linked = _mail(tmp_path, "3.eml", "<mine.1@localhost>", CONTACT.upper())
    other = _mail(tmp_path, "4.eml", "<00000-00002.acknowledgement.1.1@localhost>", "o@x.example")

    caught = CaughtMails(tmp_path)
    assert caught.count(["00000-00001"], [CONTACT]) == 3
    assert caught.erase(["00000-00001"], [CONTACT]) == 3
    assert [path.exists() for path in (mine, notice, linked, other)] == [False, False, False, True]
    assert caught.erase(["00000-00001"], [CONTACT]) == 0


@pytest.mark.parametrize("size", [30, 900, 9000])
def test_a_file_holds_nothing_of_what_was_erased(
    sqlite_template: Path, tmp_path: Path, size: int
) -> None:
    """Many cases of many lengths, so that pages are split, rebuilt and shared."""
    file = Path(shutil.copy(sqlite_template, tmp_path / "record.sqlite3"))
    database = Database(f"sqlite:///{file}")
    book = CaseBook(database)
    names = {n: f"secret{n:03}person" for n in range(120)}
    for n, name in names.items():
        words = f"{name} " * (size // 15 + n % 7)
        case = new_case(database, n + 1, text=words, name=name, contact=f"{name}@example.com")
        with book.open(case) as opened:
            for k in range(3):
                note = NewEvent(kind=EventKind.NOTED, by="li", texts={"text": f"{words}{k}"})
                ledger.record(opened, [note], START)
    erasures = Erasures(database)
    gone = {n: name for n, name in names.items() if n % 3 == 0}
    for name in gone.values():
        found = erasures.of_customer(f"{name}@example.com")
        samples = erasures.samples(found)
        eraser(database).erase(found, ORDER)
        assert remains.clear(database, samples)

    seen = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    left = {n for n, name in names.items() if name.encode() in seen}
    assert left == names.keys() - gone.keys()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_no_event_holds_what_a_person_wrote(database: Database) -> None:
    case = analyzed_case(database)
    with CaseBook(database).look(case) as looked:
        written = json.dumps([event.data for event in looked.events], ensure_ascii=False)
    assert not [each for each in (WORDS, NAME, CONTACT) if each in written]
