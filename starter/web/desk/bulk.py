"""The same decision for many cases: first what it would do, then what became of each."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from rules import access
from schemas.access import Permission
from schemas.enums import DecisionKind
from schemas.state import CaseState
from schemas.submissions import Decision
from schemas.views import CaseView
from starter import bulk
from starter.api.bodies import Body
from starter.api.keys import request_id
from starter.api.problems import PROBLEMS
from starter.web.desk import bulk_forms, search_filters
from starter.web.desk.bulk_forms import OFFERED, Wrong
from starter.web.desk.rows import row
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.words.bulk import WORDS
from store.tables import Case

_PATH = "/desk/bulk"
_PLACES = {"board": "/desk/board", "search": "/desk/search"}
_SAMPLE, _MOST_FIELDS = 10, 3000


@dataclass(frozen=True)
class Chosen:
    """What was chosen: a decision; and cases by their ids, or all that a question finds (`every`)
    on the board or in the search."""

    kind: DecisionKind
    ids: tuple[str, ...]
    every: bool
    q: str
    place: str

    def back(self, seat: Seat) -> str:
        """Where it was chosen. Words are in no address."""
        wanted = search_filters.typed(seat, self.q).wanted.wanted
        return f"{_PLACES[self.place]}?{urlencode(wanted)}" if wanted else _PLACES[self.place]


def router(desk: Desk) -> APIRouter:
    """The routes. Who only reads them again goes back to the board."""
    routes = APIRouter(include_in_schema=False)
    for path, answer in ((_PATH, _preview), (f"{_PATH}/done", _carry_out)):
        add(routes, desk, path, "GET", _elsewhere, Permission.BULK)
        add(routes, desk, path, "POST", answer, Permission.BULK)
    return routes


async def _elsewhere(seat: Seat) -> Response:
    return seat.to(_PLACES["board"])


async def _preview(seat: Seat) -> Response:
    pairs = await seat.visit.pairs(_MOST_FIELDS)
    chosen = _chosen(dict(pairs), [value for name, value in pairs if name == "case"])
    return await _shown(seat, chosen, secrets.token_urlsafe(16))


async def _carry_out(seat: Seat) -> Response:
    fields = await seat.visit.fields()
    chosen, request = _chosen(fields, fields.get("ids", "").split()), fields.get("request", "")
    try:
        body = bulk_forms.body(seat, chosen.kind, fields)
    except Wrong as wrong:
        return await _shown(seat, chosen, request, fields, wrong=wrong)
    if chosen.every and await _is_other(seat, chosen, request):
        return await _shown(seat, chosen, request, fields, before=len(chosen.ids))
    made = partial(_made, seat, chosen.kind, body, request)
    batch = bulk.Batch(seat.desk.gateway, partial(_sees, seat), made)
    results = await batch.every(chosen.ids)
    return _results(seat, chosen, results)


async def _shown(
    seat: Seat,
    chosen: Chosen,
    request: str,
    filled: dict[str, str] | None = None,
    *,
    before: int | None = None,
    wrong: Wrong | None = None,
) -> Response:
    """What a decision would do; `before` is how many cases it was for when it was shown last."""
    rows, more = await asyncio.to_thread(_meant, seat, chosen)
    shown = await asyncio.to_thread(seat.desk.queries.shown, [each.id for each in rows[:_SAMPLE]])
    status = 409 if before is not None else 400 if wrong or more or not rows else 200
    return seat.page(
        "bulk.html",
        WORDS,
        status,
        chosen=chosen,
        ids=" ".join(each.id for each in rows),
        count=len(rows),
        too_many=more,
        not_now=bulk.not_now(rows, chosen.kind),
        sample=[row(seat, each) for each in shown],
        fields=bulk_forms.asked(seat, chosen.kind),
        filled=filled or {},
        request=request,
        before=before,
        wrong=wrong,
        most=bulk.MOST,
        back=chosen.back(seat),
    )


def _results(seat: Seat, chosen: Chosen, results: Sequence[bulk.Result]) -> Response:
    refused = [each for each in results if each.is_refused]
    return seat.page(
        "bulk_done.html",
        WORDS,
        chosen=chosen,
        done=[each for each in results if each.outcome == "done"],
        pending=[each for each in results if each.outcome == "pending"],
        refused=[(each, PROBLEMS[each.why or ""].detail.in_(seat.locale)) for each in refused],
        back=chosen.back(seat),
    )


def _chosen(fields: dict[str, str], ids: Sequence[str]) -> Chosen:
    if fields.get("decision") not in set(OFFERED) or fields.get("place") not in _PLACES:
        raise Missing
    return Chosen(
        kind=DecisionKind(fields["decision"]),
        ids=tuple(dict.fromkeys(ids)),
        every=bool(fields.get("every")),
        q=fields.get("q", ""),
        place=fields["place"],
    )


def _meant(seat: Seat, chosen: Chosen) -> tuple[Sequence[Case], bool]:
    """The cases that are meant and seen, at most so many as can be decided; and whether there are
    more."""
    if not chosen.every:
        return _named(seat, chosen.ids[: bulk.MOST]), len(chosen.ids) > bulk.MOST
    asked = search_filters.typed(seat, chosen.q)
    if chosen.place == "search":
        page = seat.desk.search.find(asked.words, asked.wanted, seat.sight, None, bulk.MOST)
        return page.rows, page.next is not None
    rows = seat.desk.queries.urgent(asked.wanted, seat.sight, bulk.MOST + 1)
    return rows[: bulk.MOST], len(rows) > bulk.MOST


def _named(seat: Seat, ids: Sequence[str]) -> list[Case]:
    found = [each.case for each in seat.desk.queries.shown(ids)]
    states = [CaseState.model_validate(each.state) for each in found]
    return [c for c, s in zip(found, states, strict=True) if access.sees(seat.caller, s)]


async def _is_other(seat: Seat, chosen: Chosen, request: str) -> bool:
    """Whether other cases match than were shown; not if that is because they were decided by the
    same form, which then was sent twice."""
    rows, more = await asyncio.to_thread(_meant, seat, chosen)
    now = {each.id for each in rows}
    if more or now - set(chosen.ids):
        return True
    gone = next((each for each in chosen.ids if each not in now), None)
    if gone is None:
        return False
    own = request_id(seat.caller, request, gone)
    view = await seat.desk.gateway.view(gone)
    return all(event.request_id != own for event in view.events)


def _made(seat: Seat, kind: DecisionKind, body: Body, request: str, case_id: str) -> Decision:
    told = {"choice": body.choice(), "texts": body.texts()}
    own = {"case_id": case_id, "kind": kind, "by": seat.login}
    return Decision.model_validate(
        {**own, **told, "request_id": request_id(seat.caller, request, case_id)}
    )


def _sees(seat: Seat, view: CaseView) -> bool:
    return access.sees(seat.caller, view.state)
