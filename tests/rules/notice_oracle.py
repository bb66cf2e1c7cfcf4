"""Who hears, asked of every person one by one: slow, and written from the words of the policy."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from schemas.absences import Absence
from schemas.enums import EventKind
from schemas.events import Event
from schemas.people import Team
from schemas.policy import Policy
from schemas.promises import Escalation
from schemas.state import CaseState


def should_hear(
    login: str, event: Event, state: CaseState, policy: Policy, absences: Sequence[Absence]
) -> bool:
    """Whether this person should hear of this event."""
    if is_away(login, absences, event.at):
        return False
    for word in words(event, policy):
        for other in meant(word, state, policy.teams[str(state.team)]):
            if other == login:
                return True
            if stands_in(login, other, policy.teams[str(state.team)], absences, event.at):
                return True
    return False


def mailbox_should_hear(
    event: Event, state: CaseState, policy: Policy, absences: Sequence[Absence]
) -> bool:
    """Whether the team's mailbox should: it is named, or a word means nobody who can hear."""
    team = policy.teams[str(state.team)]
    for word in words(event, policy):
        able = False
        for login in meant(word, state, team):
            if not is_away(login, absences, event.at):
                able = True
            for other in policy.staff:
                if stands_in(other, login, team, absences, event.at):
                    able = True
        if not able:
            return True
    return False


def words(event: Event, policy: Policy) -> list[str]:
    found: list[str] = []
    for number, level in enumerate(policy.escalation):
        if concerns(level, number, event):
            found += level.tell
    return found


def concerns(level: Escalation, number: int, event: Event) -> bool:
    if number in event.data.get("passed", ()):
        return True
    if event.kind is EventKind.WARNED:
        return level.at == float(event.data["share"])
    if event.kind is EventKind.MISSED:
        return level.at == 1
    if event.kind is EventKind.ESCALATED:
        return number == int(event.data["level"])
    return False


def meant(word: str, state: CaseState, team: Team) -> list[str]:
    if word == "owner":
        return [state.owner] if state.owner else []
    if word == "lead":
        return list(team.leads)
    if word == "manager":
        return list(team.managers)
    return [] if word == "team" else [word]


def is_away(login: str, absences: Sequence[Absence], at: datetime) -> bool:
    for absence in absences:
        if absence.login == login and absence.starts <= at and at < absence.ends:
            return True
    return False


def stands_in(
    login: str, other: str, team: Team, absences: Sequence[Absence], at: datetime
) -> bool:
    if login == other or is_away(login, absences, at):
        return False
    for absence in absences:
        if absence.login == other and absence.starts <= at and at < absence.ends:
            named = absence.deputy
            if named is None:
                named = team.deputies.get(other)
            return named == login
    return False


def disturbs(policy: Policy, at: datetime) -> bool:
    """Whether anything may be told at a minute: by the clock on the wall, from 21:00 to 8:00 and
    on days off not."""
    wall = at.astimezone(ZoneInfo("Asia/Shanghai"))
    if wall.hour >= 21 or wall.hour < 8:
        return False
    return wall.date().isoformat() not in DAYS_OFF


DAYS_OFF = frozenset(
    # Weekends of the weeks that tests walk through, and the holidays round National Day 2026.
    {"2026-03-07", "2026-03-08", "2026-03-14", "2026-03-15"}
    | {f"2026-10-0{day}" for day in range(1, 8)}
    | {"2026-09-25", "2026-09-26", "2026-09-27", "2026-10-11"}
)
