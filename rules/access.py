"""Who may do what: one table, asked by the API, the pages and the command line, and printed in the
documents."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from unicodedata import normalize

from schemas.access import AccessRole, Caller, Kind, Permission, Sight
from schemas.enums import EventKind
from schemas.events import Event
from schemas.ids import parse_case_id
from schemas.state import CaseState

_R = AccessRole
_STAFF = frozenset({_R.AGENT, _R.LEAD, _R.MANAGER})
_ABOVE = frozenset({_R.LEAD, _R.MANAGER})
_ADMINISTRATOR = frozenset({_R.ADMINISTRATOR})
_READERS = _STAFF | _ADMINISTRATOR | {_R.AUDITOR}
# What an intake key handed in is no secret to it, and it sees nothing else.
_CONFIDED = _ABOVE | _ADMINISTRATOR | {_R.AUDITOR, _R.INTAKE}

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

_MASKED_DIGITS = 7
UNMASKED_FOR = timedelta(hours=1)
"""So long a reason that was given is good for what cannot be masked."""


def may(caller: Caller, permission: Permission) -> bool:
    """Whether a caller has a permission at all; which cases it sees is `sees`."""
    return caller.role in MAY[permission]


def may_seek(caller: Caller, query: str) -> bool:
    """Whether a caller may ask which cases hold these words. Who sees numbers and addresses masked
    would learn by the answer whose they are; leads and managers look cases up by them, and what a
    key handed in itself it knows."""
    if caller.role in _ABOVE | {_R.INTAKE} or _is_case_id(query):
        return True
    return "@" not in normalize("NFKC", query) and sum(map(str.isdecimal, query)) < _MASKED_DIGITS


def _is_case_id(text: str) -> bool:
    try:
        return bool(parse_case_id(text.strip()))
    except ValueError:
        return False


def sees_names(caller: Caller, state: CaseState) -> bool:
    """Whether a caller needs a customer's name: who works on cases of this team. Everything else
    that says who somebody is, is masked for everybody until it is unmasked."""
    return caller.role in _STAFF and sees(caller, state)


def unmasked(caller: Caller, events: Iterable[Event], now: datetime) -> bool:
    """Whether a caller has said a while ago why it looks at the personal data of a case."""
    own = (e for e in events if e.kind is EventKind.UNMASKED and e.by == caller.name)
    return any(now - e.at < UNMASKED_FOR for e in own)


def sees(caller: Caller, state: CaseState) -> bool:
    """Whether a case is of a caller's teams, and not kept from it. A case that no team has yet is
    for all who see any; what an intake key handed in itself, the record tells."""
    return within(sight(caller), state.team, state.confidential, state.concerned)


def sight(caller: Caller) -> Sight:
    """Which cases a caller sees. A confidential one is for those who lead or oversee, for its owner
    and for whose turn it is: a key is nobody's turn."""
    mine = {caller.name, *(f"@{team}" for team in caller.teams or ())}
    return Sight(
        teams=caller.teams,
        confidential=caller.role in _CONFIDED,
        names=frozenset(mine if caller.kind is Kind.PERSON else ()),
    )


def within(sight: Sight, team: str | None, confidential: bool, concerned: Collection[str]) -> bool:
    """Whether a case is within sight; `concerned` are those whom it concerns. `store.sight` asks
    the record the same."""
    if sight.teams is not None and not (sight.teams and (team is None or team in sight.teams)):
        return False
    return not confidential or sight.confidential or not sight.names.isdisjoint(concerned)
