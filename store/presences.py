"""Who has a case before him or her at this moment."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from store.database import Conflict, Database
from store.tables_desk import PresenceRow

SEEN_WITHIN = timedelta(minutes=1)
"""So long somebody who was seen is taken to be there still."""


class Presences:
    """Who looks at which case, as far as their pages say so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def others(self, case_id: str, login: str, now: datetime) -> list[str]:
        """Who else had a case before him or her just now."""
        query = select(PresenceRow.login).where(
            PresenceRow.case_id == case_id,
            PresenceRow.login != login,
            PresenceRow.seen_at > now - SEEN_WITHIN,
        )
        with self._database.reading() as session:
            return list(session.exec(query.order_by(col(PresenceRow.login))))

    def seen(self, case_id: str, login: str, now: datetime) -> None:
        """Note that somebody has a case before him or her; who was there long ago is forgotten."""
        old = delete(PresenceRow).where(
            col(PresenceRow.case_id) == case_id, col(PresenceRow.seen_at) <= now - SEEN_WITHIN
        )
        # Two pages of one person may say so at the same moment.
        with suppress(Conflict), self._database.writing() as session:
            session.exec(old)
            session.merge(PresenceRow(case_id=case_id, login=login, seen_at=now))

    def left(self, case_id: str, login: str) -> None:
        """Note that somebody has gone on to something else."""
        mine = delete(PresenceRow).where(
            col(PresenceRow.case_id) == case_id, col(PresenceRow.login) == login
        )
        with self._database.writing() as session:
            session.exec(mine)
