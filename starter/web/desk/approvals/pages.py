"""Everything that waits for a yes of this person: one by one, or several after a preview."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Response

from schemas import refusal_words
from schemas.access import Permission
from schemas.enums import Refusal
from schemas.errors import Refused, UnknownCase
from schemas.ids import parse_case_id
from starter.web.desk.approvals import asked
from starter.web.desk.approvals.meanwhile import known, told
from starter.web.desk.approvals.sent import Sent, new_request, sent
from starter.web.desk.approvals.shown import Shown, shown
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.words.approvals import WORDS

_HERE = "/desk/approvals"
_DONE = ("approve", "reject", "pending")
_AT_ONCE = 20
"""So many proposals are looked at on one page before they are decided together."""
_FIELDS = asked.MOST + 20


def router(desk: Desk) -> APIRouter:
    """The routes of approvals."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, _HERE, "GET", _show, Permission.DECIDE)
    add(routes, desk, f"{_HERE}/several", "POST", _preview, Permission.BULK)
    add(routes, desk, f"{_HERE}/several/decide", "POST", _decide_several, Permission.BULK)
    add(routes, desk, f"{_HERE}/{{case}}", "GET", _show, Permission.DECIDE)
    add(routes, desk, f"{_HERE}/{{case}}", "POST", _decide, Permission.DECIDE)
    return routes


async def _show(seat: Seat) -> Response:
    case_id = _case_of(seat)
    try:
        return await _page(seat, case_id, done=_done(seat))
    except Missing:
        why = await asyncio.to_thread(told, seat, case_id or "")
    return await _page(seat, None, 404, gone={case_id: why})


async def _decide(seat: Seat) -> Response:
    given, case_id = sent(await seat.visit.fields()), _case_of(seat)
    if case_id is None:
        raise Missing
    if given.wrong:
        return await _page(seat, case_id, 422, wrong=given.wrong, typed=given.reason)
    await asyncio.to_thread(known, seat, case_id)
    try:
        carried = await seat.desk.gateway.decide(given.decision(case_id, seat.login))
    except Refused as refused:
        why = await asyncio.to_thread(_why, seat, case_id, refused.refusal)
        return await _page(seat, case_id, 409, refused=why, typed=given.reason)
    return seat.to(f"{_HERE}?done={'pending' if carried.pending else given.kind.value}")


async def _preview(seat: Seat) -> Response:
    given = sent(await seat.visit.fields(_FIELDS))
    chosen = list(given.seals)
    if not chosen:
        return await _page(seat, None, 422, wrong="missing_choice")
    return await _several(seat, given, chosen)


async def _decide_several(seat: Seat) -> Response:
    given = sent(await seat.visit.fields(_FIELDS))
    if not given.seals:
        return await _page(seat, None, 422, wrong="missing_choice")
    if given.wrong:
        return await _several(seat, given, list(given.seals), 422, given.wrong)
    refused = {}
    for case_id in given.seals:
        if why := await _one(seat, given, case_id):
            refused[case_id] = why
    if refused:
        count = len(given.seals) - len(refused)
        return await _page(seat, None, 409, not_done=refused, count=count, typed=given.reason)
    return seat.to(f"{_HERE}?done={given.kind.value}&n={len(given.seals)}")


async def _one(seat: Seat, given: Sent, case_id: str) -> str | None:
    """Decide one of several; why it was refused, if it was."""
    try:
        await asyncio.to_thread(known, seat, case_id)
        await seat.desk.gateway.decide(given.decision(case_id, seat.login))
    except Refused as refused:
        return await asyncio.to_thread(_why, seat, case_id, refused.refusal)
    except (UnknownCase, Missing):
        return WORDS[seat.locale]["gone"]
    return None


def _why(seat: Seat, case_id: str, refusal: Refusal) -> str:
    """Why a decision was refused; if somebody else decided, who and what."""
    try:
        shown(seat, case_id)
    except Missing:
        return told(seat, case_id)
    return refusal_words.refusal(refusal, seat.locale)


async def _several(
    seat: Seat, given: Sent, chosen: Sequence[str], status: int = 200, wrong: str | None = None
) -> Response:
    found, gone = await asyncio.to_thread(_all_shown, seat, chosen[:_AT_ONCE])
    return seat.page(
        "approvals_several.html",
        WORDS,
        status,
        kind=given.kind.value,
        shown=found,
        gone=gone,
        left_out=max(0, len(chosen) - _AT_ONCE),
        most=_AT_ONCE,
        request=new_request(),
        typed=given.reason,
        wrong=wrong,
    )


def _all_shown(seat: Seat, chosen: Sequence[str]) -> tuple[list[Shown], dict[str, str]]:
    """What can be decided; and what became of those that somebody else decided meanwhile."""
    found, gone = [], {}
    for case_id in chosen:
        try:
            found.append(shown(seat, case_id))
        except Missing:
            with suppress(Missing, UnknownCase):
                gone[case_id] = told(seat, case_id)
    return found, gone


async def _page(seat: Seat, case_id: str | None, status: int = 200, **said: Any) -> Response:
    lists = await asyncio.to_thread(_lists, seat)
    first = next((each.row.id for each in lists["waiting"]), None)
    wanted = case_id or first
    now = await asyncio.to_thread(_shown_if, seat, wanted, required=status == 200 and bool(case_id))
    usual: dict[str, Any] = {"done": None, "wrong": None, "refused": None, "typed": ""}
    usual |= {"not_done": {}, "count": 0, "gone": {}}
    remarks = {**usual, **said}
    return seat.page(
        "approvals.html",
        WORDS,
        status,
        now=now,
        request=new_request(),
        many=seat.may(Permission.BULK),
        **lists,
        **remarks,
    )


def _lists(seat: Seat) -> Mapping[str, Any]:
    return {
        "waiting": asked.waiting(seat),
        "proposed": asked.proposed(seat),
        "most_proposed": asked.MOST_PROPOSED,
        "decided": asked.decided(seat),
    }


def _shown_if(seat: Seat, case_id: str | None, *, required: bool) -> Shown | None:
    """The proposal of a case; if it is not open any more, none, where that is said otherwise."""
    try:
        return shown(seat, case_id) if case_id else None
    except Missing:
        if required:
            raise
        return None


def _case_of(seat: Seat) -> str | None:
    given = seat.request.path_params.get("case")
    try:
        return parse_case_id(given) if given else None
    except ValueError:
        raise Missing from None


def _done(seat: Seat) -> tuple[str, int] | None:
    """What was just done, and with how many."""
    query = seat.request.query_params
    done, n = query.get("done", ""), query.get("n", "")
    return (done, int(n) if n.isdecimal() and len(n) < 4 else 1) if done in _DONE else None
