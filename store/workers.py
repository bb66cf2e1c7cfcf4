"""Which workers run, and for which schema they were written."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import col, delete, select

from store.database import Database
from store.tables import WorkerRow

BEAT = timedelta(seconds=5)
SILENT_AFTER = 3 * BEAT
"""Who is not heard of for so long may be dead."""
_ALIVE_FOR = timedelta(seconds=60)
_KEPT_FOR = timedelta(hours=1)


class Heard(NamedTuple):
    """A worker, the schema that it was written for, and when it was heard of last."""

    worker: str
    revision: str
    at: datetime

    def is_silent(self, now: datetime) -> bool:
        return now - self.at > SILENT_AFTER


class Workers:
    """The register of running workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, worker: str, revision: str, now: datetime) -> None:
        """Say that a worker is alive; to be repeated every `BEAT`."""
        with self._database.writing() as session:
            session.merge(WorkerRow(id=worker, revision=revision, seen_at=now))
            session.exec(delete(WorkerRow).where(col(WorkerRow.seen_at) < now - _KEPT_FOR))

    def leave(self, worker: str) -> None:
        """Say that a worker has stopped."""
        with self._database.writing() as session:
            session.exec(delete(WorkerRow).where(col(WorkerRow.id) == worker))

    def alive(self, now: datetime) -> dict[str, str]:
        """The revision of every worker that was alive within the last minute, by its id."""
        with self._database.reading() as session:
            rows = session.exec(select(WorkerRow).where(WorkerRow.seen_at >= now - _ALIVE_FOR))
            return {row.id: row.revision for row in rows}

    def heard(self) -> list[Heard]:
        """The workers that run, and those that ended within the hour without saying so, the one
        heard of last first."""
        with self._database.reading() as session:
            rows = session.exec(select(WorkerRow).order_by(col(WorkerRow.seen_at).desc()))
            return [Heard(row.id, row.revision, row.seen_at) for row in rows]
