"""The routes of one case: look at it, act on it, keep what is begun, say that one is there."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, Response
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse

from rules.access import sees
from schemas import refusal_words
from schemas.access import Permission
from schemas.errors import BadInput, Refused
from schemas.submissions import MAX_TEXT
from schemas.views import CaseView
from starter.web.desk.case import doing, undoing, unsent
from starter.web.desk.case import page as pages
from starter.web.desk.case import sent as sending
from starter.web.desk.case.filled import Trouble
from starter.web.desk.case.reader import Reader
from starter.web.desk.case.sent import Sent
from starter.web.desk.seat import HEADERS, Desk, Missing, Seat, add
from starter.web.desk.words.case import WORDS
from store.drafts import Draft

_MOST_REASON = 500


def router(desk: Desk) -> APIRouter:
    """The page of a case, and what its script sends."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, "/desk/cases/{case}", "GET", _show)
    again = partial(unsent.again, desk)
    add(routes, desk, "/desk/cases/{case}", "POST", _act, lost=again)
    add(routes, desk, "/desk/cases/{case}/draft", "POST", _keep)
    add(routes, desk, "/desk/cases/{case}/presence", "POST", _is_here)
    return routes


async def _show(seat: Seat) -> Response:
    done = seat.request.query_params.get("done", "")
    view = await seat.desk.gateway.view(seat.request.path_params["case"])
    if not sees(seat.caller, view.state):
        return _gone_on(seat, view, done)
    return await _page(seat, Reader(seat, view), request=done or None)


def _gone_on(seat: Seat, view: CaseView, request: str) -> Response:
    """Whoever has just handed a case to people among whom he or she is not, hears that."""
    if not undoing.done(view, request, seat.login):
        raise Missing
    return seat.page("said.html", WORDS, key="gone_on")


async def _act(seat: Seat) -> Response:
    async with seat.desk.case.attaching.form(seat.request) as posted:
        unsent.remember(seat.visit, posted.fields, len(posted.files))
        fields = seat.visit.checked(posted.fields)
        view = await _seen(seat)
        form = sending.sent(fields, len(posted.files))
        match fields.get("do"):
            case "unmask":
                return await _unmask(seat, view, fields.get("reason", "").strip())
            case "discard":
                drop = seat.desk.case.drafts.drop
                await asyncio.to_thread(drop, seat.login, view.state.case_id, form.form)
                return seat.to(_path(view))
            case "link" | "unlink" as what:
                return await _relate(seat, view, what, fields.get("other", ""))
            case _:
                return await _do(seat, view, form, posted.files)


async def _do(seat: Seat, view: CaseView, form: Sent, files: Sequence[UploadFile]) -> Response:
    if not sending.is_known(form):
        raise Missing
    if not seat.may(doing.permission(form)):
        return seat.page("said.html", WORDS, 403, key="forbidden")
    if trouble := await doing.does(seat, view, form, files):
        now = await _seen(seat)
        status = 422 if trouble.wrong else 409
        return await _page(seat, Reader(seat, now), status, trouble=trouble)
    return seat.to(f"{_path(view)}?done={form.request}")


async def _relate(seat: Seat, view: CaseView, what: str, other: str) -> Response:
    """Link two cases that this person sees, or part them."""
    if not seat.may(Permission.DECIDE):
        return seat.page("said.html", WORDS, 403, key="forbidden")
    known = await seat.desk.gateway.view(other)
    if not sees(seat.caller, known.state):
        raise Missing
    relations, mine = seat.desk.gateway.relations, view.state.case_id
    change = relations.link if what == "link" else relations.unlink
    try:
        await asyncio.to_thread(change, mine, known.state.case_id, seat.login)
    except (BadInput, Refused) as error:
        said = (
            refusal_words.refusal(error.refusal, seat.locale) if isinstance(error, Refused) else ""
        )
        trouble = Trouble(Sent(what, {}, "", None), said or WORDS[seat.locale]["wrong"])
        return await _page(seat, Reader(seat, await _seen(seat)), 409, trouble=trouble)
    return seat.to(f"{_path(view)}#similar")


async def _unmask(seat: Seat, view: CaseView, reason: str) -> Response:
    """Show everything once: with the next look it is masked again."""
    if not seat.may(Permission.UNMASK):
        return seat.page("said.html", WORDS, 403, key="forbidden")
    if not reason or len(reason) > _MOST_REASON:
        form = Sent("unmask", {}, "", None)
        trouble = Trouble(form, WORDS[seat.locale]["reason_missing"], {"reason": ""})
        return await _page(seat, Reader(seat, view), 422, trouble=trouble)
    whole = await seat.desk.gateway.unmask(view.state.case_id, reason, seat.login)
    return await _page(seat, Reader(seat, whole, open=True))


async def _keep(seat: Seat) -> Response:
    fields, view = await seat.visit.fields(), await _seen(seat)
    form = sending.sent(fields)
    if not sending.is_known(form) or not seat.may(doing.permission(form)):
        raise Missing
    texts = {name[:40]: text[:MAX_TEXT] for name, text in form.typed.items()}
    draft = Draft(form.form, texts, form.expects, seat.now)
    keep = seat.desk.case.drafts.keep
    await asyncio.to_thread(keep, seat.login, view.state.case_id, draft)
    return Response(status_code=204, headers=HEADERS)


async def _is_here(seat: Seat) -> Response:
    """Tells who else is; with `left`, that this person goes on to something else."""
    fields, view = await seat.visit.fields(), await _seen(seat)
    case_id, there = view.state.case_id, seat.desk.case.presences
    if "left" in fields:
        await asyncio.to_thread(there.left, case_id, seat.login)
        return Response(status_code=204, headers=HEADERS)
    await asyncio.to_thread(there.seen, case_id, seat.login, seat.now)
    others = await asyncio.to_thread(there.others, case_id, seat.login, seat.now)
    said = WORDS[seat.locale]["others"].format(who=", ".join(others)) if others else ""
    return JSONResponse({"others": others, "said": said}, headers=HEADERS)


async def _seen(seat: Seat) -> CaseView:
    view = await seat.desk.gateway.view(seat.request.path_params["case"])
    if not sees(seat.caller, view.state):
        raise Missing
    return view


async def _page(seat: Seat, reader: Reader, status: int = 200, **how: Any) -> Response:
    words = WORDS[seat.locale]
    page = await asyncio.to_thread(lambda: pages.gathered(reader, words, **how))
    return seat.page("case.html", WORDS, status, page=page, path=_path(reader.view))


def _path(view: CaseView) -> str:
    return f"/desk/cases/{view.state.case_id}"
