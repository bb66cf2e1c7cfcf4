"""Who is signed in. A session ends by itself: unused for a while, and after a time in any case."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from schemas.accounts import IDLE, SESSION_LIFE
from store.database import Database
from store.tables_identity import AccountRow, SessionRow

_SEEN_EVERY = timedelta(minutes=1)


class Sessions:
    """The register of sessions, by the hash of their tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, session_id: str, login: str, stamp: str, device: str, now: datetime) -> bool:
        """Begin a session. False if the account was changed or disabled since it had `stamp`."""
        wanted = (col(AccountRow.stamp) == stamp, col(AccountRow.disabled_at).is_(None))
        with self._database.writing() as session:
            query = select(AccountRow).where(AccountRow.login == login, *wanted)
            account = session.exec(query.with_for_update()).first()
            if account is None:
                return False
            account.seen_at = now
            over = (col(SessionRow.login) == login) & ~_alive(now)
            session.exec(delete(SessionRow).where(over))
            row = SessionRow(
                id=session_id,
                login=login,
                stamp=stamp,
                device=device[:120],
                created_at=now,
                seen_at=now,
            )
            session.add_all([account, row])
        return True

    def find(self, session_id: str, now: datetime) -> AccountRow | None:
        """Whose a session is, unless it is unknown or over; notes that it was used."""
        query = (
            select(AccountRow, SessionRow.seen_at)
            .join(SessionRow, col(SessionRow.login) == AccountRow.login)
            .where(SessionRow.id == session_id, SessionRow.stamp == AccountRow.stamp)
            .where(col(AccountRow.disabled_at).is_(None), _alive(now))
        )
        with self._database.reading() as session:
            found = session.exec(query).first()
        if found is None:
            return None
        account, seen_at = found
        if now - seen_at >= _SEEN_EVERY:
            self._note(session_id, now)
        return account

    def end(self, session_id: str, login: str | None = None) -> None:
        """End a session; of this person only, if one is named."""
        ending = delete(SessionRow).where(col(SessionRow.id) == session_id)
        if login:
            ending = ending.where(col(SessionRow.login) == login)
        with self._database.writing() as session:
            session.exec(ending)

    def end_others(self, login: str, but: str) -> None:
        """End all sessions of a person but one."""
        others = (col(SessionRow.login) == login, col(SessionRow.id) != but)
        with self._database.writing() as session:
            session.exec(delete(SessionRow).where(*others))

    def listed(self, login: str, now: datetime) -> Sequence[SessionRow]:
        """The sessions of a person that are not over; the latest used first."""
        query = select(SessionRow).where(SessionRow.login == login, _alive(now))
        with self._database.reading() as session:
            return session.exec(query.order_by(col(SessionRow.seen_at).desc())).all()

    def _note(self, session_id: str, now: datetime) -> None:
        unseen = (col(SessionRow.id) == session_id, col(SessionRow.seen_at) < now)
        with self._database.writing() as session:
            session.exec(update(SessionRow).where(*unseen).values(seen_at=now))


def _alive(now: datetime) -> Any:
    begun = col(SessionRow.created_at) > now - SESSION_LIFE
    return begun & (col(SessionRow.seen_at) > now - IDLE)
