"""Who may do what: one table, asked by the API, the pages and the command line, and printed in the
documents."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from schemas.access import AccessRole, Caller, Permission
from schemas.enums import EventKind
from schemas.events import Event
from schemas.state import CaseState

_R = AccessRole
_STAFF = frozenset({_R.AGENT, _R.LEAD, _R.MANAGER})
_ABOVE = frozenset({_R.LEAD, _R.MANAGER})
_ADMINISTRATOR = frozenset({_R.ADMINISTRATOR})
_READERS = _STAFF | _ADMINISTRATOR | {_R.AUDITOR}

MAY: dict[Permission, frozenset[AccessRole]] = {
    Permission.SUBMIT: _STAFF | _ADMINISTRATOR | {_R.INTAKE},
    Permission.READ: _READERS | {_R.INTAKE},
    Permission.UNMASK: _READERS,
    Permission.DECIDE: _STAFF,
    Permission.BULK: _ABOVE,
    Permission.PUBLISH: _STAFF,
    Permission.ERASE: _ADMINISTRATOR,
    Permission.PEOPLE: _ADMINISTRATOR,
    Permission.SETTINGS: _ADMINISTRATOR,
    Permission.HISTORY: _ADMINISTRATOR | {_R.AUDITOR},
    Permission.METRICS: _ABOVE | _ADMINISTRATOR | {_R.AUDITOR},
    Permission.OPERATE: _ADMINISTRATOR,
}
"""The roles that have each permission."""

UNMASKED_FOR = timedelta(hours=1)
"""So long a reason that was given is good for what cannot be masked."""


def may(caller: Caller, permission: Permission) -> bool:
    """Whether a caller has a permission at all; which cases it sees is `sees`."""
    return caller.role in MAY[permission]


def sees_names(caller: Caller, state: CaseState) -> bool:
    """Whether a caller needs a customer's name: who works on cases of this team. Everything else
    that says who somebody is, is masked for everybody until it is unmasked."""
    return caller.role in _STAFF and sees(caller, state)


def unmasked(caller: Caller, events: Iterable[Event], now: datetime) -> bool:
    """Whether a caller has said a while ago why it looks at the personal data of a case."""
    own = (e for e in events if e.kind is EventKind.UNMASKED and e.by == caller.name)
    return any(now - e.at < UNMASKED_FOR for e in own)


def sees(caller: Caller, state: CaseState) -> bool:
    """Whether a case is of a caller's teams. A case that no team has yet is for all who see any;
    what an intake key handed in itself, the record tells."""
    return sees_team(caller, state.team)


def sees_team(caller: Caller, team: str | None) -> bool:
    """Whether a caller sees the cases of a team; without one, those that no team has yet."""
    if caller.teams is None:
        return True
    return bool(caller.teams) and (team is None or team in caller.teams)
