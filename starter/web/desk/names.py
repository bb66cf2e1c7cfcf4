"""In whose names somebody is asked."""

from rules.absences import deputy
from starter.web.desk.seat import Seat


def own_and_stood_in(seat: Seat) -> set[str]:
    """The own login, and those of everybody for whom this person stands in now."""
    away = seat.desk.gateway.away(seat.now)
    standing: dict[str, str] = {}
    for team in seat.policy.teams.values():
        standing |= team.deputies
    known = {each.login for each in away}
    stood_in = {each for each in known if deputy(away, each, seat.now, standing) == seat.login}
    return {seat.login, *stood_in}


def asked_as(seat: Seat) -> set[str]:
    """The own name, those stood in for, and `@` and a team for each of the own teams."""
    teams = [name for name, team in seat.policy.teams.items() if team.role_of(seat.login)]
    return {*own_and_stood_in(seat), *(f"@{name}" for name in teams)}
