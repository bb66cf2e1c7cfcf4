"""What there is to set, as far as this person may open it."""

from fastapi import APIRouter, Response

from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.settings import absences, channels, keys, people, rooms, teams, webhooks
from starter.web.desk.words.settings import WORDS


def router(desk: Desk) -> APIRouter:
    """The routes of the settings."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, "/desk/settings", "GET", _show)
    for room in (people, teams, absences, keys, channels, webhooks):
        routes.include_router(room.router(desk))
    return routes


async def _show(seat: Seat) -> Response:
    return seat.page("settings.html", WORDS, rooms=rooms.open_to(seat))
