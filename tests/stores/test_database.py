"""Transactions and instants, on both databases."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from schemas.enums import EventKind
from schemas.events import NewEvent
from store.casebook import CaseBook
from store.database import Conflict, Database
from store.tables import PolicyRow, WorkerRow
from store.workers import Workers
from tests.stores.cases import Stopped, analyzed_case, at_once, count, rows
from tests.stories import START

# ── SQLite as it is set up ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
@pytest.mark.parametrize("transaction", ["writing", "reading"])
def test_sqlite_is_safe_against_power_cuts(
    tmp_path: Path, transaction: str, pragma: str, expected: object
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'down' / 'record.sqlite3'}")
    # The second transaction is on another connection: all of them have to be prepared.
    with database.reading() as first, getattr(database, transaction)() as session:
        first.connection()
        found = session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar()
    database.close()

    assert found == expected


def test_a_record_that_is_thrown_away_waits_for_no_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'thrown-away.sqlite3'}", durable=False)
    with database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 0
    database.close()


# ── Transactions ─────────────────────────────────────────────────────────────────────────────────


def test_an_error_leaves_nothing(database: Database) -> None:
    def fail_half_way() -> None:
        with database.writing() as session:
            session.add(WorkerRow(id="w", revision="1", seen_at=START))
            session.flush()
            raise Stopped

    with pytest.raises(Stopped):
        fail_half_way()

    assert count(database, "workers") == 0


def test_the_same_key_twice_is_a_conflict_and_leaves_nothing(database: Database) -> None:
    def write() -> None:
        with database.writing() as session:
            session.add(
                WorkerRow(id=f"w{count(database, 'policies')}", revision="1", seen_at=START)
            )
            session.add(PolicyRow(version="1", text="", calendars={}, created_at=START))

    write()
    with pytest.raises(Conflict) as caught:
        write()

    assert caught.value.__suppress_context__
    assert rows(database, "SELECT id FROM workers") == [{"id": "w0"}]
    assert count(database, "policies") == 1


def test_what_is_read_is_of_one_moment(database: Database) -> None:
    case = analyzed_case(database)
    query = text("SELECT count(*) FROM events")

    with database.reading() as session:
        before = session.connection().execute(query).scalar()
        with CaseBook(database).open(case) as opened:
            opened.append(NewEvent(kind=EventKind.NOTED), START, 1)
        again = session.connection().execute(query).scalar()

    assert again == before
    assert count(database, "events") == (before or 0) + 1


def test_a_snapshot_is_of_one_moment(database: Database) -> None:
    case = analyzed_case(database)
    query = text("SELECT count(*) FROM events")

    with database.snapshot() as connection:
        before = connection.execute(query).scalar()
        with CaseBook(database).open(case) as opened:
            opened.append(NewEvent(kind=EventKind.NOTED), START, 1)
        assert connection.execute(query).scalar() == before


def test_two_processes_write_one_after_the_other(database: Database, database_url: str) -> None:
    """Two `Database` objects share nothing but the database, as two processes do."""
    other = Database(database_url)
    case = analyzed_case(database)

    outcomes = at_once(*[note_ten_times(each, case) for each in (database, other) * 2])

    assert list(outcomes) == [None] * 4
    with CaseBook(other).look(case) as looked:
        assert [event.seq for event in looked.events] == list(range(1, len(looked.events) + 1))
        assert sum(event.kind is EventKind.NOTED for event in looked.events) == 40
    other.close()


def note_ten_times(database: Database, case: str) -> Callable[[], None]:
    def note() -> None:
        for _ in range(10):
            with CaseBook(database).open(case) as opened:
                opened.append(NewEvent(kind=EventKind.NOTED), START, 1)

    return note


# ── Instants ─────────────────────────────────────────────────────────────────────────────────────


ZONES = (UTC, timezone(timedelta(hours=8)), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"))
EARLY, LATE = datetime(1970, 1, 2), datetime(2400, 1, 1)  # noqa: DTZ001
INSTANTS = st.datetimes(EARLY, LATE, timezones=st.sampled_from(ZONES))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(INSTANTS)
def test_an_instant_comes_back_the_same_and_in_utc(database: Database, at: datetime) -> None:
    with database.writing() as session:
        session.merge(WorkerRow(id="w", revision="1", seen_at=at))

    with database.reading() as session:
        found = session.get_one(WorkerRow, "w").seen_at

    assert found == at
    assert found.tzinfo is UTC


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(INSTANTS, INSTANTS)
def test_instants_are_compared_as_instants(database: Database, at: datetime, now: datetime) -> None:
    with database.writing() as session:
        session.merge(WorkerRow(id="w", revision="1", seen_at=at))

    # Alive is who was seen within the last minute, whatever zone it was said in.
    assert bool(Workers(database).alive(now)) == (at >= now - timedelta(seconds=60))


def test_every_instant_of_a_case_is_in_utc(database: Database) -> None:
    in_shanghai = START.astimezone(ZoneInfo("Asia/Shanghai"))
    case = analyzed_case(database, at=in_shanghai)

    with CaseBook(database).look(case) as looked:
        instants = [looked.received_at, *(event.at for event in looked.events)]

    assert {at.tzinfo for at in instants} == {UTC}
    assert set(instants) == {START}


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    nowhere = datetime(2026, 3, 2, 9)  # noqa: DTZ001

    with suppress(Exception), database.writing() as session:
        session.add(WorkerRow(id="w", revision="1", seen_at=nowhere))

    assert rows(database, "SELECT * FROM workers") == []
