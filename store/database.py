"""One database and its transactions: SQLite (WAL, synchronous=FULL) or PostgreSQL."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    IntegrityError,
    OperationalError,
)
from sqlmodel import Session

from schemas.errors import Misconfigured, RecordUnavailable

_ABOUT_ITSELF = (OperationalError, DatabaseError)
_BUSY_SECONDS = 10
_READING = "huiyin_reading"
_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "recursive_triggers=ON",  # or REPLACE would change events behind the triggers' back
)
_SNAPSHOT: dict[str, dict[str, Any]] = {
    "sqlite": {_READING: True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class Conflict(Exception):
    """Another transaction wrote the same key first; nothing was written."""


class Database:
    """The record's database. Safe to share between threads. One that is not `durable` is for a
    record that is thrown away: SQLite then waits for no disk.

    Raises:
        Misconfigured: the URL is neither SQLite nor PostgreSQL.
    """

    def __init__(self, url: str, *, pool_size: int = 10, durable: bool = True) -> None:
        self.engine = _engine(_known(url), pool_size)
        if not durable:
            event.listen(self.engine, "connect", _wait_for_no_disk)
        # Waiting for a lock of our own is fairer and faster than SQLite's polling.
        self._turn = Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        self._readers = self.engine.execution_options(**_SNAPSHOT[self.engine.dialect.name])

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed at the end of the block and rolled back on any error.

        On SQLite it holds the one write lock from the start, so it cannot fail half way.

        Raises:
            RecordUnavailable: the database cannot be reached or is locked; nothing was written.
        """
        with (
            self._turn,
            _translated(),
            self.engine.begin() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.flush()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view that takes no write lock.

        Raises:
            RecordUnavailable: the database cannot be reached.
        """
        with (
            _translated(),
            self._readers.connect() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One instant of everything, to be read at leisure while others go on writing.

        Raises:
            RecordUnavailable: the database cannot be reached.
        """
        options = _SNAPSHOT[self.engine.dialect.name]
        with _translated(), self.engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    def vacuum(self, tables: Sequence[str]) -> None:
        """Have PostgreSQL clear dead rows out of tables, and count anew what is in them.

        Raises:
            RecordUnavailable: the database cannot be reached, or refuses.
        """
        with _translated(), self.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(tables)}")

    @property
    def shown(self) -> str:
        """Where it is, to be shown to people: without what lets one in."""
        return self.engine.url.set(query={}).render_as_string(hide_password=True)

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Conflict(type(error.orig).__name__) from None
    except DBAPIError as error:
        raise RecordUnavailable(_without_parameters(error)) from None


def _without_parameters(error: DBAPIError) -> str:
    kind = type(error.orig).__name__
    # Only these errors speak of the database alone; others may quote what was to be written.
    said = f"{kind}: {error.orig}" if type(error) in _ABOUT_ITSELF else kind
    return f"the record cannot be reached ({said})".splitlines()[0]


def _known(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(_wrong_url()) from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return parsed
    raise Misconfigured(_wrong_url())


def _wrong_url() -> str:
    return (
        "HUIYIN_DATABASE_URL must be like sqlite:////path/to/record.sqlite3"
        " or postgresql://user:password@host/name"
    )


def _engine(url: URL, pool_size: int) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=pool_size,
            connect_args={"connect_timeout": 5},
        )
    with suppress(OSError):  # connecting will say what is wrong
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    _switch_to_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _wait_for_no_disk(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _switch_to_wal(connection: Any) -> None:
    # Once for each file; SQLite itself does not wait for others who are just doing it.
    give_up_at = time.monotonic() + _BUSY_SECONDS
    while not _is_wal(connection):
        if time.monotonic() > give_up_at:
            raise sqlite3.OperationalError("database is locked")
        time.sleep(0.02)


def _is_wal(connection: Any) -> bool:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
