"""The exported histories of cases that have ended."""

from datetime import datetime

from sqlmodel import col, select

from store.database import Database
from store.tables import HistoryRow


class Histories:
    """Read-only questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def runs(self, case_id: str) -> dict[str, datetime]:
        """When the history of each run was exported, by run id; the latest first."""
        at = col(HistoryRow.exported_at)
        query = select(HistoryRow.run_id, at).where(HistoryRow.case_id == case_id)
        with self._database.reading() as session:
            return dict(session.exec(query.order_by(at.desc())).all())

    def one(self, case_id: str, run_id: str) -> bytes | None:
        """The history of a run as gzipped JSON; none if it was not exported."""
        with self._database.reading() as session:
            row = session.get(HistoryRow, (case_id, run_id))
            return row.history if row else None
