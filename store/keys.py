"""The keys of systems."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col, select

from schemas.events import SYSTEM
from store.accounts import Taken
from store.database import Database
from store.identity_changes import Change, of_key
from store.tables_identity import AccountRow, KeyRow

_USED_EVERY = timedelta(minutes=1)
_LIVES = col(KeyRow.revoked_at).is_(None)


class Keys:
    """The register of keys. Two keys may have one name: so a key is replaced without a gap.

    Every change is noted with who made it: `by`.
    """

    def __init__(self, database: Database, by: str = SYSTEM) -> None:
        self._database = database
        self._by = by

    def add(self, row: KeyRow) -> KeyRow:
        """Keep a key.

        Raises:
            Taken: a person has this name as a login; nothing was written.
        """
        with self._database.writing() as session:
            if session.get(AccountRow, row.name):
                raise Taken(row.name)
            session.add(row)
            of_key(session, row, Change.ADDED, self._by, row.created_at)
        return row

    def find(self, key_id: str) -> KeyRow | None:
        """A key by its id, also if it is over."""
        with self._database.reading() as session:
            return session.get(KeyRow, key_id)

    def used(self, key_id: str, now: datetime) -> None:
        """Note that a key was used, at most once a minute."""
        before = now - _USED_EVERY
        stale = or_(col(KeyRow.used_at).is_(None), col(KeyRow.used_at) <= before)
        with self._database.writing() as session:
            session.exec(update(KeyRow).where(col(KeyRow.id) == key_id, stale).values(used_at=now))

    def listed(self) -> Sequence[KeyRow]:
        """Every key, by name, the oldest first."""
        query = select(KeyRow).order_by(col(KeyRow.name), col(KeyRow.created_at), col(KeyRow.id))
        with self._database.reading() as session:
            return session.exec(query).all()

    def revoke(self, wanted: str, now: datetime) -> Sequence[KeyRow]:
        """Revoke the key of an id, or all that have a name; those that were revoked by this, or
        had been before."""
        of_it = or_(col(KeyRow.id) == wanted, col(KeyRow.name) == wanted)
        with self._database.writing() as session:
            for row in session.exec(select(KeyRow).where(of_it, _LIVES).with_for_update()):
                of_key(session, row, Change.REVOKED, self._by, now)
            session.exec(update(KeyRow).where(of_it, _LIVES).values(revoked_at=now))
            return session.exec(select(KeyRow).where(of_it).order_by(col(KeyRow.id))).all()


def is_stale(row: KeyRow, now: datetime) -> bool:
    """Whether it is time to note again that a key was used."""
    return row.used_at is None or now - row.used_at >= _USED_EVERY
