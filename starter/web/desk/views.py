"""The saved views of the board: a name for a filter."""

import asyncio
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from starter.web.desk import board, search_filters
from starter.web.desk.seat import Desk, Missing, Seat, add

_LONGEST, _LONGEST_QUERY = 60, 500


def router(desk: Desk) -> APIRouter:
    """The routes that change a person's own views."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, f"{board.PATH}/views", "POST", _save)
    add(routes, desk, f"{board.PATH}/views/{{view}}", "POST", _change)
    return routes


async def _save(seat: Seat) -> Response:
    name, query = _name(await seat.visit.fields()), _query(seat)
    if not name:
        return _back(seat, "view_unnamed")
    if len(query) > _LONGEST_QUERY:
        return _back(seat, "view_long")
    saved = await asyncio.to_thread(seat.desk.views.save, seat.login, name, query, seat.now)
    return _back(seat, None if saved else "view_full")


async def _change(seat: Seat) -> Response:
    fields, view = await seat.visit.fields(), _number(seat.request.path_params["view"])
    if fields.get("act") == "delete":
        await asyncio.to_thread(seat.desk.views.delete, seat.login, view)
        return _back(seat)
    name = _name(fields)
    if not name:
        return _back(seat, "view_unnamed")
    renamed = await asyncio.to_thread(seat.desk.views.rename, seat.login, view, name)
    return _back(seat, None if renamed else "view_taken")


def _back(seat: Seat, wrong: str | None = None) -> Response:
    """To the board as it was; it says what went wrong."""
    told = [("wrong", wrong)] if wrong else []
    query = "&".join(filter(None, (_query(seat), urlencode(told))))
    return seat.to(f"{board.PATH}?{query}" if query else board.PATH)


def _name(fields: dict[str, str]) -> str | None:
    name = " ".join(fields.get("name", "").split())
    return name if name.isprintable() and 0 < len(name) <= _LONGEST else None


def _query(seat: Seat) -> str:
    """What of the address is a filter: nothing else is kept, and words never."""
    told = dict(seat.request.query_params)
    return urlencode(search_filters.given(seat, told).wanted.wanted)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("999999999")):
        raise Missing
    return int(text)
