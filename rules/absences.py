"""Who is away at an instant, and who stands in.

A delegation holds for its dates only and never cascades: a deputy who is away stands in for nobody.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from rules.teams import RANK
from schemas.absences import Absence
from schemas.enums import Role
from schemas.policy import Policy


def absent(absences: Iterable[Absence], login: str, at: datetime) -> Absence | None:
    """The absence of a person at an instant; none if he or she is there."""
    return next((a for a in absences if a.login == login and a.covers(at)), None)


def deputy(
    absences: Iterable[Absence],
    login: str,
    at: datetime,
    standing: Mapping[str, str] | None = None,
) -> str | None:
    """Who stands in for an absent person at an instant; none if nobody does, or none is needed.

    `standing` are the deputies of the person's team, for an absence that names none.
    """
    known = tuple(absences)
    away = absent(known, login, at)
    named = away and (away.deputy or (standing or {}).get(login))
    return named if named and named != login and not absent(known, named, at) else None


def may_note(policy: Policy, by: str, login: str) -> bool:
    """Whether somebody may say that a person is away: for oneself, or as lead or manager of a
    team of that person, who is no higher there. With an absence goes authority, to the deputy."""
    if by == login:
        return login in policy.staff
    return any(_leads(team.role_of(by), team.role_of(login)) for team in policy.teams.values())


def day_begins(day: date, zone: str) -> datetime:
    """The first instant of a day in a zone, in UTC; also where its midnight is skipped."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _leads(by: Role | None, other: Role | None) -> bool:
    if by is None or other is None or by is Role.AGENT:
        return False
    return RANK[by] >= RANK[other]
