"""People and keys with an account, and the policy as it is with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from schemas.enums import Role
from schemas.people import Person, Team
from schemas.policy import Policy

_LISTS = {Role.AGENT: "agents", Role.LEAD: "leads", Role.MANAGER: "managers"}


class Member(NamedTuple):
    """An account, or a key, as decisions see it.

    `role` is none for who decides nothing; `teams` are joined by commas, and none are all teams.
    `machine` decides but is asked for nothing. Who is not `active` is nobody's member.
    """

    login: str
    address: str | None
    role: Role | None
    teams: str | None
    active: bool = True
    machine: bool = False

    def is_in(self, team: str) -> bool:
        return self.role is not None and (self.teams is None or team in self.teams.split(","))


class JoinedTeam(Team):
    """A team of a policy together with the accounts and keys that are of it."""

    keys: dict[str, Role]

    @property
    def machines(self) -> Mapping[str, Role]:
        return self.keys


def with_members(policy: Policy, members: Sequence[Member]) -> Policy:
    """The policy as it is with accounts: each active one with a role is a member of its teams.

    Where the policy itself names somebody in a team, the role there stands. Who is not active is
    in no team, whoever named him or her.
    """
    if not members:
        return policy
    gone = {each.login for each in members if not each.active}
    there = [each for each in members if each.active]
    teams = {
        key: _joined(team, gone, [each for each in there if each.is_in(key)])
        for key, team in policy.teams.items()
    }
    people = {**policy.people, **_people(policy.people, members)}
    return policy.model_copy(update={"teams": teams, "people": people})


def _joined(team: Team, gone: set[str], joining: Iterable[Member]) -> Team:
    fields = {name: getattr(team, name) for name in Team.model_fields}
    lists = {name: [p for p in fields[name] if p not in gone] for name in _LISTS.values()}
    keys: dict[str, Role] = {}
    for each in joining:
        if each.role is None or team.role_of(each.login):
            continue
        if each.machine:
            keys[each.login] = each.role
        else:
            lists[_LISTS[each.role]].append(each.login)
    changed = {name: tuple(logins) for name, logins in lists.items()}
    # Everything in it was validated before: this is done anew whenever an account changes.
    return JoinedTeam.model_construct(**{**fields, **changed, "keys": keys})


def _people(known: Mapping[str, Person], members: Iterable[Member]) -> dict[str, Person]:
    """What is known of each person: an address of the policy stands before that of the account."""
    found = {}
    for each in members:
        if not each.machine:
            person = known.get(each.login, Person())
            active = person.active and each.active
            address = person.address or each.address
            found[each.login] = person.model_copy(update={"address": address, "active": active})
    return found
