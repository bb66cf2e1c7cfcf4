"""The board: all open cases by stage, with owner and next date."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from schemas.case_filter import CaseFilter
from schemas.enums import Locale, Stage
from starter import bulk
from starter.web.desk import search_filters
from starter.web.desk.board_columns import MOST, STAGES, Column, columns
from starter.web.desk.bulk_forms import OFFERED
from starter.web.desk.search_filters import Chip, Typed
from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.words import board, filters
from starter.web.desk.words import bulk as bulk_words
from store import saved_views
from store.search import NOBODY
from store.tables_desk import SavedViewRow

PATH = "/desk/board"
_LATELY = 7
_WRONG = ("view_unnamed", "view_long", "view_full", "view_taken")
WORDS = {
    locale: {**filters.WORDS[locale], **bulk_words.WORDS[locale], **board.WORDS[locale]}
    for locale in Locale
}


class Link(NamedTuple):
    """A way to the same board with another filter; `is_here` says that it is this one."""

    name: str
    query: str
    is_here: bool


@dataclass(frozen=True)
class Board:
    """Everything on the page."""

    asked: Typed
    shown: Mapping[Stage, int]
    columns: Sequence[Column]
    chips: Sequence[Chip]
    views: Sequence[SavedViewRow]
    is_empty: bool
    """Whether there is no open case at all that this person sees."""

    @property
    def query(self) -> str:
        """The filter as an address says it."""
        return urlencode(self.asked.wanted.wanted)

    @property
    def cases(self) -> int:
        return sum(each.cases for each in self.columns)

    def without(self, key: str) -> str:
        """The filter, as an address says it, without a condition."""
        return urlencode([each for each in self.asked.wanted.wanted if each[0] != key])

    def value(self, key: str) -> str:
        """What is asked of a key; nothing if it is not."""
        return dict(self.asked.wanted.wanted).get(key, "")

    def more(self, column: Column) -> str:
        """The address of one step more of a column."""
        shown = {**self.shown, column.stage: column.next}
        told = [("shown", f"{stage}.{most}") for stage, most in shown.items()]
        return urlencode([*self.asked.wanted.wanted, *told])


def router(desk: Desk) -> APIRouter:
    """The one page; its saved views have routes of their own."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, PATH, "GET", _show)
    return routes


async def _show(seat: Seat) -> Response:
    found = await _gathered(seat)
    wrong = seat.request.query_params.get("wrong")
    values: dict[str, Any] = {
        "board": found,
        "links": _links(seat, found),
        "options_of": search_filters.offered(seat),
        "closed": _closed_lately(seat, found.asked),
        "lately": _LATELY,
        "offered": OFFERED,
        "bulk_most": bulk.MOST,
        "most_views": saved_views.MOST,
        "wrong": wrong if wrong in _WRONG else None,
    }
    return seat.page("board.html", WORDS, **values)


async def _gathered(seat: Seat) -> Board:
    asked = search_filters.given(seat, dict(seat.request.query_params))
    shown = _shown(seat.request.query_params.getlist("shown"))
    found, views = await asyncio.gather(
        columns(seat, asked.wanted, shown), asyncio.to_thread(seat.desk.views.of, seat.login)
    )
    return Board(
        asked=asked,
        shown=shown,
        columns=found,
        chips=search_filters.chips(seat, asked.wanted),
        views=views,
        is_empty=not any(each.cases for each in found) and await _has_no_case(seat),
    )


async def _has_no_case(seat: Seat) -> bool:
    found = await asyncio.to_thread(seat.desk.queries.urgent, CaseFilter(), seat.sight, 1)
    return not found


def _shown(told: Sequence[str]) -> dict[Stage, int]:
    """How many cards of each column are asked for: `planning.50`."""
    found = {}
    for each in told:
        name, _, number = each.partition(".")
        if name in STAGES and number.isascii() and number.isdigit() and len(number) < len("1000"):
            found[Stage(name)] = min(max(int(number), 1), MOST)
    return found


def _links(seat: Seat, found: Board) -> list[Link]:
    w = WORDS[seat.locale]
    usual = (
        (w["view_mine"], (("owner", seat.login),)),
        (w["view_free"], (("owner", NOBODY),)),
        (w["view_late"], (("breached", "true"),)),
        (w["view_high"], (("priority", "high"),)),
    )
    named = [(name, urlencode(wanted)) for name, wanted in usual]
    named += [(each.name, each.query) for each in found.views]
    return [Link(name, query, query == found.query) for name, query in named]


def _closed_lately(seat: Seat, asked: Typed) -> str:
    """The cases of the same filter that were closed lately, as an address asks for them."""
    since = (seat.now - timedelta(days=_LATELY)).date().isoformat()
    kept = [each for each in asked.wanted.wanted if each[0] != "stage"]
    return urlencode([*kept, ("stage", "closed"), ("closed_after", since)])
