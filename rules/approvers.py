"""Who is asked at a level of approval: resolved once, when the level is opened.

Never the proposer, nor a deputy who is the proposer. Who is away without a deputy, or does not work
here any more, is left out, and it is said why. Where too few are left, the next role up is added.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules.absences import absent, deputy
from rules.teams import RANK, team_of
from schemas.absences import Absence
from schemas.enums import Role
from schemas.levels import Level, Then
from schemas.people import Team
from schemas.policy import Policy
from schemas.proposals import Asked
from schemas.state import CaseState


@dataclass(frozen=True)
class Present:
    """What is known when a level is opened."""

    policy: Policy
    state: CaseState
    absences: Sequence[Absence]
    at: datetime

    @property
    def team(self) -> Team:
        return team_of(self.policy, self.state)

    def acting(self, login: str) -> str | None:
        """Who decides in the place of a person: himself, or a deputy; none if nobody may."""
        return None if self.obstacle(login) else self.stand_in(login) or login

    def stand_in(self, login: str) -> str | None:
        """The deputy of a person who is away."""
        return deputy(self.absences, login, self.at, self._standing(login))

    def obstacle(self, login: str) -> str | None:
        """Why nobody can decide in the place of a person; none if somebody can."""
        if login == self.state.proposer:
            return "proposer"
        if not self.policy.works_here(login):
            return "inactive"
        if not absent(self.absences, login, self.at):
            return None
        other = self.stand_in(login)
        if other is None or not self.policy.works_here(other):
            return "absent"
        return "deputy_is_proposer" if other == self.state.proposer else None

    def back_at(self, logins: Iterable[str]) -> datetime | None:
        """When the first of these people, or of their deputies, is back; none if nobody is away."""
        asked = {*logins}
        known = [a for a in self.absences if a.login in asked]
        deputies = {a.deputy or self._standing(a.login).get(a.login) for a in known}
        return min((a.ends for a in self.absences if a.login in asked | deputies), default=None)

    def _standing(self, login: str) -> dict[str, str]:
        """The standing deputies, of the case's team before those of others."""
        found: dict[str, str] = {}
        for team in (*self.policy.teams.values(), self.team):
            found |= getattr(team, "deputies", {})
        return found


@dataclass(frozen=True)
class Resolved:
    """Who may decide at a level (`approvers`), and who is asked by mail (`told`)."""

    need: int
    approvers: tuple[str, ...]
    told: tuple[str, ...]
    deputies: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """As an event holds it."""
        return {
            "need": self.need,
            "approvers": list(self.approvers),
            "asked": list(self.told),
            "deputies": self.deputies,
            "skipped": self.skipped,
        }


def resolved(level: Level, there: Present) -> Resolved:
    """Who is asked at first."""
    first, *more = _groups(level, there)
    told = _present(first, there)
    need = _needed(level, len(told))
    if level.then is Then.NEXT and level.people:
        told = told[:need]
    tried = list(first)
    for group in more:
        if len(told) >= need:
            break
        tried += [login for login in group if login not in tried]
        told = _present([*told, *group], there)
    approvers = told
    if level.role and level.need != "all":
        # Who has a higher role may decide too, in person, without being bothered by mail.
        higher = (login for group in more for login in group)
        in_person = [login for login in higher if there.acting(login) == login]
        approvers = _present([*told, *in_person], there)
    return _found(there, need, approvers, told, tried)


def extended(level: Level, there: Present) -> Resolved | None:
    """Whom to ask besides, when the time of a level is over; none if nobody is left."""
    asked = there.state.asked
    if asked is None:
        return None
    for group in _one_by_one(level, there):
        if new := _not_asked(_present(group, there), there, asked):
            return _besides(there, asked, new, group)
    return None


def again(level: Level, there: Present) -> Resolved | None:
    """Whom to ask besides at a level that had too few people, with those who are there by now;
    none if no level is open."""
    asked, now = there.state.asked, resolved(level, there)
    if asked is None:
        return None
    if not asked.approvers:
        return now
    tried = (*now.approvers, *now.skipped)
    return _besides(there, asked, _not_asked(now.approvers, there, asked), tried)


def reminded(there: Present) -> dict[str, str]:
    """Who is reminded at the open level, by the approver in whose place it is: who was asked, or
    stands in by now for somebody who was, and has said nothing."""
    asked = there.state.asked
    if asked is None:
        return {}
    called = {*asked.told, *asked.deputies}
    silent = [p for p in asked.approvers if p in called and p not in (*asked.yes, *asked.no)]
    acting = {p: there.acting(p) for p in silent}
    return {p: who for p, who in acting.items() if who and who not in asked.spoke}


def principal(there: Present, by: str) -> str | None:
    """In whose place a person can decide at the open level: in the own before any other's."""
    asked = there.state.asked
    if asked is None or by in asked.spoke or by == there.state.proposer:
        return None
    silent = [p for p in asked.approvers if p not in asked.yes and p not in asked.no]
    if by in silent and there.policy.works_here(by):
        return by
    return next((p for p, who in reminded(there).items() if who == by), None)


def _not_asked(people: Iterable[str], there: Present, asked: Asked) -> list[str]:
    said = (*asked.yes, *asked.no)
    return [p for p in people if p not in said and there.acting(p) not in asked.told]


def _besides(there: Present, asked: Asked, new: list[str], tried: Sequence[str]) -> Resolved:
    """The open level with more people; what was said at it stays said."""
    approvers = list(dict.fromkeys((*asked.approvers, *new)))
    return _found(there, asked.need, approvers, new, tried)


def _found(
    there: Present, need: int, approvers: list[str], told: list[str], tried: Sequence[str]
) -> Resolved:
    acting = {p: there.acting(p) or p for p in (*approvers, *told)}
    agreed = there.state.proposal.agreed if there.state.proposal else ()
    skipped = {p: why for p in tried if (why := there.obstacle(p))}
    doubled = {p: "speaks_for_another" for p in tried if p not in (*approvers, *skipped)}
    return Resolved(
        need=need,
        approvers=tuple(approvers),
        told=tuple(dict.fromkeys(acting[p] for p in told if p not in agreed)),
        deputies={p: who for p, who in acting.items() if who != p},
        skipped=skipped | (doubled if len(approvers) < len(tried) else {}),
    )


def _present(logins: Iterable[str], there: Present) -> list[str]:
    """Who can decide, or has a deputy who can. One person has one voice: whoever decides in the
    own name stands for nobody else, and a deputy for one person only."""
    logins = list(dict.fromkeys(logins))
    taken = {login for login in logins if there.acting(login) == login}
    found = []
    for login in logins:
        who = there.acting(login)
        if who == login or (who and who not in taken):
            found.append(login)
            taken.add(who)
    return found


def _needed(level: Level, there: int) -> int:
    if level.need == "all":
        return max(there, 1)
    return 1 if level.need == "any" else level.need


def _groups(level: Level, there: Present) -> list[tuple[str, ...]]:
    """Who is asked, and whom to add, group by group, where they are too few."""
    team = there.team
    first = level.people or _of_level(level, there)
    lowest = RANK[level.role] if level.role else RANK[Role.AGENT]
    higher = [_with_role(team, role) for role in Role if RANK[role] > lowest]
    return [first, *higher]


def _of_level(level: Level, there: Present) -> tuple[str, ...]:
    if level.role:
        return _with_role(there.team, level.role)
    team = there.policy.teams.get(level.team or "")
    return team.people if team else ()


def _one_by_one(level: Level, there: Present) -> Iterator[tuple[str, ...]]:
    first, *more = _groups(level, there)
    yield from ((login,) for login in first)
    yield from more


def _with_role(team: Team, role: Role) -> tuple[str, ...]:
    return tuple(login for login in team.people if team.role_of(login) is role)
