"""The state of the record itself, as whoever looks after it asks for it."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from schemas.enums import DecisionStatus
from schemas.errors import RecordUnavailable
from store.database import Database
from store.tables import Case, DecisionRow

_STEPS_BETWEEN_LOOKS = 100_000


@dataclass(frozen=True)
class Waiting:
    """How many cases were never started, and how many decisions never carried out."""

    unstarted: int
    undelivered: int


@dataclass(frozen=True)
class Durability:
    """How SQLite writes: as `journal_mode` and `synchronous` name it."""

    journal: str
    synchronous: int

    @property
    def survives_power_cut(self) -> bool:
        return self.journal == "wal" and self.synchronous >= 2


class Inspection:
    """Looks at the record, and changes nothing.

    Every method raises `RecordUnavailable` when the database cannot be reached.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, before: datetime) -> Waiting:
        """What was accepted before an instant and has not reached its workflow."""
        unstarted = select(func.count()).where(
            col(Case.started_at).is_(None), Case.received_at < before
        )
        undelivered = select(func.count()).where(
            DecisionRow.status == DecisionStatus.ACCEPTED, col(DecisionRow.accepted_at) < before
        )
        with self._database.reading() as session:
            return Waiting(session.exec(unstarted).one(), session.exec(undelivered).one())

    def durability(self) -> Durability | None:
        """How the record is written; none on PostgreSQL, which settles that itself."""
        with self._database.snapshot() as connection:
            if connection.dialect.name != "sqlite":
                return None
            journal, synchronous = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous")
            )
            return Durability(journal, synchronous)

    def damage(self, seconds: float) -> str | None:
        """The first damage found in an SQLite file within that time; none if none was found.

        What keeps the file from being opened counts as damage.
        """
        try:
            with self._database.snapshot() as connection:
                if connection.dialect.name != "sqlite":
                    return None
                found = _quick_check(connection, seconds)
                return None if found == "ok" else found
        except RecordUnavailable as error:
            return str(error)


def _quick_check(connection: Connection, seconds: float) -> str:
    until = time.monotonic() + seconds
    driver: Any = connection.connection.driver_connection
    # A thread cannot be ended, and a large file takes long: SQLite asks us whether to go on.
    driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)
    try:
        return str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    except OperationalError as error:
        if time.monotonic() > until:
            return "ok"
        return str(error.orig)
    finally:
        driver.set_progress_handler(None, 0)
