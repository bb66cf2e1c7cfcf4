"""Cases that are about the same as another, or like it."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from rules import access
from schemas.access import Caller
from schemas.errors import Refused, UnknownCase
from schemas.ids import parse_case_id
from schemas.views import CaseView
from starter import projection
from starter.api import answers
from starter.api.answering import json
from starter.api.bodies import Other
from starter.api.callers import Decider, Reader
from starter.api.decisions import refused, speaker
from starter.api.described import answers as documented
from starter.api.described import success
from starter.api.seeing import Seen, sees
from starter.api.services import services


async def similar(request: Request, caller: Reader, case: Seen) -> JSONResponse:
    """The cases that are about the same as one or like it, and how those that are over were
    solved; those that you see, masked."""
    of, sight = services(request).gateway.relations.of, access.sight(caller)
    found = await asyncio.to_thread(of, case, sight, compare=False)
    return json(projection.relatives(case.state.case_id, found))


async def link(request: Request, caller: Decider, case: Seen, body: Other) -> JSONResponse:
    """Note on both cases that they are about the same problem."""
    return await _change("link", request, caller, case, body)


async def unlink(request: Request, caller: Decider, case: Seen, body: Other) -> JSONResponse:
    """Note on both cases that they are not about the same problem after all."""
    return await _change("unlink", request, caller, case, body)


async def _change(
    what: str, request: Request, caller: Caller, case: CaseView, body: Other
) -> JSONResponse:
    gateway, case_id = services(request).gateway, case.state.case_id
    other = await _other(request, caller, body)
    change = getattr(gateway.relations, what)
    try:
        is_new = await asyncio.to_thread(change, case_id, other, speaker(caller, body.by))
    except Refused as error:
        raise refused(caller, case, error.refusal, None) from None
    told = {"id": case_id, "other": other, "linked": what == "link", "changed": is_new}
    return json(told)


async def _other(request: Request, caller: Caller, body: Other) -> str:
    view = await services(request).gateway.view(parse_case_id(body.other))
    if not sees(caller, view):
        raise UnknownCase(f"there is no case {body.other}")
    return view.state.case_id


def router() -> APIRouter:
    """The routes of relatives."""
    found = APIRouter(tags=["feedback"])
    found.add_api_route(
        "/feedback/{case}/similar",
        similar,
        methods=["GET"],
        responses={200: success(answers.Relatives, "Its relatives."), **documented("unknown_case")},
    )
    problems = documented(
        *("unknown_case", "not_now", "too_large", "unsupported_media_type"),
        *("invalid_request", "by_not_allowed"),
    )
    for path, endpoint in (("link", link), ("unlink", unlink)):
        found.add_api_route(
            f"/feedback/{{case}}/{path}",
            endpoint,
            methods=["POST"],
            responses={200: success(answers.LinkAnswer, "Noted."), **problems},
        )
    return found
