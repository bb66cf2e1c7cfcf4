"""Accounts and keys as decisions see them: the policy together with the people of today."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import false, null, select, true
from sqlmodel import Session, col

from schemas.enums import Role
from schemas.members import Member, with_members
from schemas.policy import Policy
from store import policies
from store.database import Database
from store.tables_identity import AccountRow, KeyRow

_DECIDES = frozenset(role.value for role in Role)
_MOST_KNOWN = 64

# Asked whenever a case is loaded: built once, in one query, and without objects for its rows.
_ACCOUNTS = select(
    col(AccountRow.login),
    col(AccountRow.address),
    col(AccountRow.role),
    col(AccountRow.teams),
    col(AccountRow.disabled_at).is_(None).label("active"),
    false().label("machine"),
)
_KEYS = select(col(KeyRow.name), null(), col(KeyRow.role), col(KeyRow.teams), true(), true()).where(
    col(KeyRow.role).in_(_DECIDES), col(KeyRow.revoked_at).is_(None)
)
_EVERYBODY = _ACCOUNTS.union_all(_KEYS).order_by("login")

_Rows = tuple[tuple[Any, ...], ...]
_known: dict[tuple[str, _Rows], Policy] = {}


def joined(session: Session, version: str) -> Policy:
    """The policy of a version that the record holds, with the accounts and keys of this instant."""
    rows = _rows(session)
    key = (version, rows)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = with_members(policies.load(session, version), _members(rows))
    return _known[key]


def latest(database: Database, first: str) -> Policy:
    """The policy for new cases, with the people of today; `first` where there is none yet."""
    with database.reading() as session:
        if name := policies.current(session):
            return joined(session, name)
        return with_members(policies.parse(first), _members(_rows(session)))


def _rows(session: Session) -> _Rows:
    return tuple(map(tuple, session.connection().execute(_EVERYBODY)))


def _members(rows: Iterable[tuple[Any, ...]]) -> tuple[Member, ...]:
    return tuple(
        Member(
            login,
            address,
            Role(role) if role in _DECIDES else None,
            teams,
            active=bool(active),
            machine=bool(machine),
        )
        for login, address, role, teams, active, machine in rows
    )
