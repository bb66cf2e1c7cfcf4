"""Search: words and filters in one field. Words travel by POST alone: no address holds them."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from rules.access import sees
from schemas.enums import Locale
from schemas.errors import UnknownCase
from schemas.ids import parse_case_id
from starter import bulk
from starter.web.desk import search_filters
from starter.web.desk.bulk_forms import OFFERED
from starter.web.desk.search_filters import Typed
from starter.web.desk.search_hits import Found, found
from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.words import bulk as bulk_words
from starter.web.desk.words import filters, search

PATH = "/desk/search"
WORDS = {
    locale: {**filters.WORDS[locale], **bulk_words.WORDS[locale], **search.WORDS[locale]}
    for locale in Locale
}


@dataclass(frozen=True)
class Chip:
    """Something that is asked for, and what is asked without it."""

    said: str
    rest: str


def router(desk: Desk) -> APIRouter:
    """The one page. Without words it has an address, so that it can be kept and sent on."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, PATH, "GET", _look)
    add(routes, desk, PATH, "POST", _search)
    return routes


async def _look(seat: Seat) -> Response:
    asked = search_filters.given(seat, dict(seat.request.query_params))
    return await _page(seat, asked, None)


async def _search(seat: Seat) -> Response:
    fields = await seat.visit.fields()
    text, cursor = fields.get("q", ""), fields.get("cursor")
    if case := await _named(seat, text):
        return seat.to(f"/desk/cases/{case}")
    asked = search_filters.typed(seat, text)
    if asked.words or asked.wrong or cursor:
        return await _page(seat, asked, cursor, text)
    query = urlencode(asked.wanted.wanted)
    return seat.to(f"{PATH}?{query}" if query else PATH)


async def _named(seat: Seat, text: str) -> str | None:
    """The case whose number is all that was typed, if this person sees it."""
    try:
        view = await seat.desk.gateway.view(parse_case_id(text.strip()))
    except (ValueError, UnknownCase):
        return None
    return view.state.case_id if sees(seat.caller, view.state) else None


async def _page(seat: Seat, asked: Typed, cursor: str | None, text: str | None = None) -> Response:
    """What was found. What was typed wrong stays in the field, to be mended."""
    hits: Found = await asyncio.to_thread(found, seat, asked, cursor)
    return seat.page(
        "search.html",
        WORDS,
        asked=asked,
        typed=text if text and asked.wrong else str(asked),
        found=hits,
        chips=_chips(seat, asked),
        possible=search_filters.possible(seat),
        completions=search_filters.completions(seat),
        cursor=cursor or "",
        offered=OFFERED,
        bulk_most=bulk.MOST,
    )


def _chips(seat: Seat, asked: Typed) -> list[Chip]:
    known = [
        Chip(each.said, asked.without(each.key))
        for each in search_filters.chips(seat, asked.wanted)
    ]
    if asked.words:
        said = WORDS[seat.locale]["words_chip"].format(words=asked.words)
        known.append(Chip(said, str(Typed(asked.wanted, ""))))
    return known
