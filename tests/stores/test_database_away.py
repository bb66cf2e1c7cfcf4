"""What is said when the database is away or refuses: quickly, and nothing personal."""

import sqlite3
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from schemas.enums import EventKind
from schemas.errors import HuiyinError, Misconfigured, RecordUnavailable
from schemas.events import NewEvent
from store.casebook import CaseBook
from store.database import Database
from store.tables import WorkerRow
from tests.stores.cases import NAME, PERSONAL, PHONE, analyzed_case, count, new_case, rows
from tests.stories import START

NOBODY_LISTENS = "postgresql://huiyin:geheimnis@127.0.0.1:1/record"


# ── Away ─────────────────────────────────────────────────────────────────────────────────────────


Transaction = Callable[[Database], AbstractContextManager[Any]]
TRANSACTIONS: list[Transaction] = [Database.writing, Database.reading, Database.snapshot]


def use(database: Database, transaction: Transaction) -> None:
    with transaction(database) as opened:
        opened.execute(text("SELECT 1"))


def missing_file(folder: Path) -> str:
    """The path is a directory."""
    (folder / "record.sqlite3").mkdir()
    return f"sqlite:///{folder / 'record.sqlite3'}"


def not_a_database(folder: Path) -> str:
    (folder / "record.sqlite3").write_text("this is a shopping list\n" * 100)
    return f"sqlite:///{folder / 'record.sqlite3'}"


def below_a_file(folder: Path) -> str:
    (folder / "file").write_text("")
    return f"sqlite:///{folder / 'file' / 'record.sqlite3'}"


def nobody_listens(_: Path) -> str:
    return NOBODY_LISTENS


def no_socket(folder: Path) -> str:
    return f"postgresql://huiyin:geheimnis@/record?host={folder}"


@pytest.mark.parametrize("transaction", TRANSACTIONS, ids=lambda each: each.__name__)
@pytest.mark.parametrize(
    "url_in",
    [missing_file, not_a_database, below_a_file, nobody_listens, no_socket],
    ids=lambda each: each.__name__,
)
def test_an_unreachable_record_is_said_quickly_and_on_one_line(
    tmp_path: Path, url_in: Callable[[Path], str], transaction: Transaction
) -> None:
    url, began = url_in(tmp_path), time.monotonic()

    with pytest.raises(HuiyinError) as caught:
        use(Database(url), transaction)

    assert time.monotonic() - began < 5
    assert len(str(caught.value).splitlines()) == 1
    assert "geheimnis" not in told(caught.value)


def test_a_database_that_is_not_there(postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="nowhere", password="geheimnis")
    database = Database(url.render_as_string(hide_password=False))

    with pytest.raises(RecordUnavailable) as caught:
        use(database, Database.writing)

    assert caught.value.exit_code == 5
    assert "geheimnis" not in told(caught.value)


def test_a_record_that_is_locked_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.database._BUSY_SECONDS", 0.1)
    one, other = (Database(f"sqlite:///{tmp_path / 'record.sqlite3'}") for _ in range(2))

    with one.writing() as session:
        session.connection()
        with pytest.raises(RecordUnavailable):
            use(other, Database.writing)

    use(other, Database.writing)
    one.close()
    other.close()


def test_a_new_file_that_another_is_just_making_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.database._BUSY_SECONDS", 0.5)
    file = tmp_path / "record.sqlite3"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # as whoever switches it to WAL does
    began = time.monotonic()

    with pytest.raises(RecordUnavailable):
        use(Database(f"sqlite:///{file}"), Database.writing)

    assert time.monotonic() - began >= 0.5, "it gave up at once"
    other.close()


ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def cut_connections(server: str, database: Database) -> None:
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    admin = Database(server)
    with admin.reading() as session:
        session.connection().execute(text(query), {"name": database.engine.url.database})
    admin.close()


@ON_POSTGRESQL
def test_a_connection_that_was_cut_is_made_again(database: Database, postgres_url: str) -> None:
    assert count(database, "cases") == 0

    cut_connections(postgres_url, database)

    assert count(database, "cases") == 0


@ON_POSTGRESQL
def test_a_connection_that_is_cut_in_a_transaction_leaves_nothing(
    database: Database, postgres_url: str
) -> None:
    case = analyzed_case(database)

    def note_and_be_cut() -> None:
        with CaseBook(database).open(case) as opened:
            opened.append(NewEvent(kind=EventKind.NOTED), START, 1)
            cut_connections(postgres_url, database)

    with pytest.raises(RecordUnavailable):
        note_and_be_cut()

    assert rows(database, "SELECT * FROM events WHERE kind = 'noted'") == []


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "mysql://u:geheimnis@host/db", "http://host/geheimnis"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Database(url)

    assert "HUIYIN_DATABASE_URL" in str(caught.value)
    assert "geheimnis" not in str(caught.value)


def test_an_address_is_shown_without_its_password(tmp_path: Path) -> None:
    assert Database(NOBODY_LISTENS).shown == "postgresql+psycopg://huiyin:***@127.0.0.1:1/record"
    file = tmp_path / "record.sqlite3"
    assert Database(f"sqlite:///{file}").shown == f"sqlite:///{file}"


# ── No personal text in what is said of an error ─────────────────────────────────────────────────


def told(error: BaseException) -> str:
    """All that a log would show of an error."""
    return "".join(traceback.format_exception(error))


def add_event(database: Database, texts: dict[str, str]) -> None:
    case = new_case(database)
    with CaseBook(database).open(case) as opened:
        opened.append(NewEvent(kind=EventKind.NOTED, texts=texts), START, 1)


def same_external_id(database: Database) -> None:
    new_case(database, 1, external_id=NAME)
    new_case(database, 2)
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE cases SET external_id = :name"), {"name": f"{NAME} {PHONE}"}
        )


def nul_in_a_text(database: Database) -> None:
    add_event(database, {"text": f"{PHONE} {NAME} \x00"})


def nul_in_a_submission(database: Database) -> None:
    with database.writing() as session:
        session.connection().execute(
            text("INSERT INTO submissions (case_id, text) VALUES ('00000-00009', :words)"),
            {"words": f"{PHONE} {NAME} \x00"},
        )


def no_such_column(database: Database) -> None:
    with database.writing() as session:
        session.connection().execute(text("UPDATE cases SET nowhere = :name"), {"name": PHONE})


def too_long(database: Database) -> None:
    with database.writing() as session:
        session.add(WorkerRow(id=NAME, revision=PHONE * 100, seen_at=START))


def not_null(database: Database) -> None:
    new_case(database)
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE submissions SET text = NULL, name = :name"), {"name": PHONE}
        )


@pytest.mark.parametrize(
    "wrong",
    [same_external_id, nul_in_a_text, nul_in_a_submission, no_such_column, too_long, not_null],
    ids=lambda each: each.__name__,
)
def test_no_error_tells_what_a_person_wrote(
    database: Database, wrong: Callable[[Database], None]
) -> None:
    try:
        wrong(database)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is silent)
        said = told(error)
        assert not [each for each in PERSONAL if each in said]
