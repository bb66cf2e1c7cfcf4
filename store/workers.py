"""Which workers run, and for which schema they were written."""

from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from store.database import Database
from store.tables import WorkerRow

BEAT = timedelta(seconds=10)
_SILENT_AFTER = timedelta(seconds=60)


class Workers:
    """The register of running workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, worker: str, revision: str, now: datetime) -> None:
        """Say that a worker is alive; to be repeated every `BEAT`."""
        with self._database.writing() as session:
            session.merge(WorkerRow(id=worker, revision=revision, seen_at=now))
            session.exec(delete(WorkerRow).where(col(WorkerRow.seen_at) < now - _SILENT_AFTER))

    def leave(self, worker: str) -> None:
        """Say that a worker has stopped."""
        with self._database.writing() as session:
            session.exec(delete(WorkerRow).where(col(WorkerRow.id) == worker))

    def alive(self, now: datetime) -> dict[str, str]:
        """The revision of every worker that was alive within the last minute, by its id."""
        with self._database.reading() as session:
            rows = session.exec(select(WorkerRow).where(WorkerRow.seen_at >= now - _SILENT_AFTER))
            return {row.id: row.revision for row in rows}
