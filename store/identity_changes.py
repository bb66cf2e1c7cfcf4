"""Who changed what of accounts and keys, written in the transaction of the change."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from store.database import Database
from store.tables_identity import AccountRow, IdentityChange, KeyRow

ACCOUNT, KEY = "account", "key"
_LONGEST = 48


class Change(StrEnum):
    """What was done."""

    ADDED = "added"
    INVITED = "invited"
    PASSWORD = "password"  # noqa: S105 - the name of what was set
    CODES_ON = "codes_on"
    CODES_OFF = "codes_off"
    CHANGED = "changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    ERASED = "erased"
    BOUND = "bound"
    """Signed in by single sign-on for the first time: known by that from now on."""
    UNBOUND = "unbound"
    REVOKED = "revoked"


class Changes:
    """The register of changes; nothing is ever taken out of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_accounts(self, login: str | None = None) -> Sequence[IdentityChange]:
        """What became of an account, or of all, the oldest first."""
        return self._listed(ACCOUNT, login)

    def of_keys(self, name: str | None = None) -> Sequence[IdentityChange]:
        """What became of the keys of a name or an id, or of all, the oldest first."""
        return self._listed(KEY, name)

    def _listed(self, kind: str, name: str | None) -> Sequence[IdentityChange]:
        query = select(IdentityChange).where(IdentityChange.kind == kind)
        if name:
            of_it = (col(IdentityChange.name) == name) | (col(IdentityChange.key_id) == name)
            query = query.where(of_it)
        with self._database.reading() as session:
            return session.exec(query.order_by(col(IdentityChange.id))).all()


def of_account(
    session: Session, login: str, what: Change, by: str, at: datetime, **data: Any
) -> None:
    """Note what is done to an account. `data` has no secret, and no address."""
    change = IdentityChange(
        at=at, by=by[:_LONGEST], kind=ACCOUNT, name=login, what=what.value, data=data
    )
    session.add(change)


def of_key(session: Session, key: KeyRow, what: Change, by: str, at: datetime) -> None:
    """Note what is done to a key."""
    data = given(key) if what is Change.ADDED else {}
    change = IdentityChange(
        at=at, by=by[:_LONGEST], kind=KEY, name=key.name, key_id=key.id, what=what.value, data=data
    )
    session.add(change)


def given(row: AccountRow | KeyRow) -> dict[str, Any]:
    """What an account or a key may do, as a change tells it."""
    teams = None if row.teams is None else sorted(filter(None, row.teams.split(",")))
    return {"role": row.role, "teams": teams}
