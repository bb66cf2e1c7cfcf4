"""The same for many cases: first what it would do to each, then what became of each."""

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from rules import access
from schemas.access import Permission
from schemas.submissions import Decision
from schemas.views import Carried, CaseView
from starter import bulk
from starter.api.bodies import Body
from starter.api.keys import request_id
from starter.api.problems import PROBLEMS
from starter.web.desk import bulk_forms, search_filters
from starter.web.desk.bulk_forms import OFFERED, Wrong
from starter.web.desk.bulk_lines import lines
from starter.web.desk.case.forms import NOTE
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.words.bulk import WORDS

_PATH = "/desk/bulk"
_PLACES = {"board": "/desk/board", "search": "/desk/search"}
_MOST_FIELDS = 3000
_CASE = re.compile(r"([0-9A-Z]{5}-[0-9A-Z]{5})(?:\.(\d{1,9}))?")
"""A case, and the version of it that was shown."""


@dataclass(frozen=True)
class Chosen:
    """What was chosen, on the board or in the search: what to do, and with which cases, each with
    the version that was shown, none before it was."""

    kind: str
    cases: Mapping[str, int | None]
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
    chosen, fields = await _sent(seat)
    ids = list(chosen.cases)
    if fields.get("every"):
        ids = await asyncio.to_thread(_matching, seat, chosen)
    return await _shown(seat, chosen, ids, secrets.token_urlsafe(16), {})


async def _carry_out(seat: Seat) -> Response:
    chosen, fields = await _sent(seat)
    request, ids = fields.get("request", ""), fields.get("ids", "").split()
    try:
        body = bulk_forms.body(seat, chosen.kind, fields)
    except Wrong as wrong:
        return await _shown(seat, chosen, ids, request, fields, wrong=wrong.key, field=wrong.field)
    if not chosen.cases or len(chosen.cases) > bulk.MOST:
        return await _shown(seat, chosen, ids, request, fields, wrong="bulk_unticked")
    done = partial(_done, seat, chosen, body, request)
    batch = bulk.Batch(seat.desk.gateway, partial(_sees, seat), done)
    return _results(seat, chosen, await batch.every(list(chosen.cases)))


async def _shown(
    seat: Seat,
    chosen: Chosen,
    ids: Sequence[str],
    request: str,
    filled: Mapping[str, str],
    *,
    wrong: str | None = None,
    field: str = "",
) -> Response:
    """What it would do to each of some cases; what was not ticked stays so."""
    more = len(ids) > bulk.MOST
    found = [] if more else await asyncio.to_thread(lines, seat, ids, chosen.kind)
    return seat.page(
        "bulk.html",
        WORDS,
        400 if wrong or not found else 200,
        chosen=chosen,
        ids=" ".join(each.id for each in found),
        can=[each for each in found if not each.why],
        cannot=[each for each in found if each.why],
        unticked=set(ids) - set(chosen.cases) if wrong else set(),
        too_many=more,
        fields=bulk_forms.asked(seat, chosen.kind),
        filled=filled,
        request=request,
        wrong=wrong,
        field=field,
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


async def _sent(seat: Seat) -> tuple[Chosen, dict[str, str]]:
    pairs = await seat.visit.pairs(_MOST_FIELDS)
    fields = dict(pairs)
    if fields.get("decision") not in set(OFFERED) or fields.get("place") not in _PLACES:
        raise Missing
    named = (_CASE.fullmatch(value) for name, value in pairs if name == "case")
    cases = {each[1]: int(each[2]) if each[2] else None for each in named if each}
    return Chosen(fields["decision"], cases, fields.get("q", ""), fields["place"]), fields


def _matching(seat: Seat, chosen: Chosen) -> list[str]:
    """All that the question finds on the board or in the search, but at most one more than can be
    decided."""
    asked = search_filters.typed(seat, chosen.q)
    if chosen.place == "search":
        find, most = seat.desk.search.find, bulk.MOST + 1
        return [c.id for c in find(asked.words, asked.wanted, seat.sight, None, most).rows]
    return [c.id for c in seat.desk.queries.urgent(asked.wanted, seat.sight, bulk.MOST + 1)]


async def _done(seat: Seat, chosen: Chosen, body: Body, request: str, case_id: str) -> Carried:
    """Do it to one case, as it was shown: if it changed since, it is refused."""
    own, gateway = request_id(seat.caller, request, case_id), seat.desk.gateway
    if chosen.kind == NOTE:
        state = await gateway.note(case_id, body.texts()["text"], seat.login, own)
        return Carried(request_id=own, pending=False, stage=state.stage, cycle=state.cycle)
    fields = {"choice": body.choice(), "texts": body.texts(), "expects": chosen.cases[case_id]}
    made = {"case_id": case_id, "kind": bulk_forms.decision(chosen.kind), "by": seat.login}
    return await gateway.decide(Decision.model_validate({**made, **fields, "request_id": own}))


def _sees(seat: Seat, view: CaseView) -> bool:
    return access.sees(seat.caller, view.state)
