"""What a person likes to see: the language, and light or dark."""

import asyncio

from fastapi import APIRouter, Response

from schemas.enums import Locale
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
    return seat.to(
        here if here.startswith("/desk") and "//" not in here and "\\" not in here else "/desk"
    )
