"""What a person likes to see: the language, and light or dark."""

import asyncio

from fastapi import APIRouter, Response

from schemas.enums import Locale
from starter.web.desk import search
from starter.web.desk.seat import Desk, Seat, add

THEMES = ("light", "dark")


def router(desk: Desk) -> APIRouter:
    """The one route; what is chosen is kept with the account."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, "/desk/preferences", "POST", _choose)
    return routes


async def _choose(seat: Seat) -> Response:
    fields = await seat.visit.fields()
    chosen: dict[str, str | None] = {}
    if (locale := fields.get("locale")) in set(Locale):
        chosen["locale"] = locale
    if "theme" in fields:
        theme = fields["theme"]
        chosen["theme"] = theme if theme in THEMES else None
    await asyncio.to_thread(seat.visit.people.accounts.prefer, seat.login, chosen)
    here = fields.get("here", "")
    if here == search.PATH and "q" in fields:
        return seat.again(here)  # words are in no address: they are sent once more
    return seat.to(here if _is_ours(here) else "/desk")


def _is_ours(address: str) -> bool:
    path, _, query = address.partition("?")
    return (
        path.startswith("/desk") and "//" not in path and "\\" not in path and query.isprintable()
    )
