"""The first people of an installation: an administrator, and everybody whom the policy names."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.enums import Role
from schemas.policy import Policy

if TYPE_CHECKING:
    from starter.identity.people import People

ADMINISTRATOR = "admin"
_RANK = {role: rank for rank, role in enumerate(Role)}


def named(policy: Policy) -> Iterator[NewAccount]:
    """An account for everybody whom a policy names in a team, with the highest role there."""
    for login in sorted(policy.staff):
        roles = {key: role for key, team in policy.teams.items() if (role := team.role_of(login))}
        highest = max(roles.values(), key=_RANK.__getitem__)
        person = policy.people.get(login)
        yield NewAccount(
            login=login,
            address=person.address if person else None,
            role=AccessRole(highest.value),
            teams=tuple(roles),
        )


def administrator_link(people: "People", base_url: str) -> str | None:
    """A link by which an administrator can set a password; none once one has a password.

    An earlier link is over then. Where there is no administrator yet, one is made.
    """
    known = people.accounts.administrators()
    if any(each.password for each in known):
        return None
    login = known[0].login if known else _made(people)
    token = people.invited(login)
    return f"{base_url}/invite/{token}" if token else None


def _made(people: "People") -> str:
    free = (ADMINISTRATOR, *(f"{ADMINISTRATOR}{number}" for number in range(2, 100)))
    login = next(name for name in free if people.accounts.find(name) is None)
    new = NewAccount(login=login, address=None, role=AccessRole.ADMINISTRATOR)
    people.accounts.add_missing([new], people.now())
    return login
