"""The teams as they are today: the policy's, with the people of accounts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from schemas.people import Team
from starter.policy_page import names
from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.settings import room, rooms
from starter.web.desk.words.teams import WORDS
from store.desk import Count

HERE = "/desk/settings/teams"
_NONE = Count(0, 0)


@dataclass(frozen=True)
class Shown:
    """A team; `count` is of its open cases, none if this person does not see them."""

    key: str
    label: str
    address: str
    managers: Sequence[str]
    leads: Sequence[str]
    agents: Sequence[str]
    keys: Sequence[str]
    deputies: Sequence[tuple[str, str]]
    calendar: str
    count: Count | None


def router(desk: Desk) -> APIRouter:
    """The route of this room."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, HERE, "GET", _show)
    return routes


async def _show(seat: Seat) -> Response:
    counts = await asyncio.to_thread(seat.desk.queries.counts_by, "team", seat.sight)
    away = await asyncio.to_thread(seat.desk.gateway.away, seat.now)
    known = seat.policy.teams.items()
    return room.page(
        seat,
        "teams.html",
        WORDS,
        teams=[_shown(seat, key, team, counts.get(key, _NONE)) for key, team in known],
        away={each.login for each in away},
        policy=rooms.policy_of(seat),
    )


def _shown(seat: Seat, key: str, team: Team, count: Count) -> Shown:
    sees = seat.caller.teams is None or key in seat.caller.teams
    return Shown(
        key=key,
        label=team.label.in_(seat.locale),
        address=team.address,
        managers=team.managers,
        leads=team.leads,
        agents=team.agents,
        keys=sorted(team.machines),
        deputies=sorted(team.deputies.items()),
        calendar=names.calendar(seat.policy.calendar_of(key), seat.locale),
        count=count if sees else None,
    )
