"""Handing feedback in, and looking at cases."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, JsonValue

from rules.versions import version
from schemas.access import Caller
from schemas.sources import source_of
from schemas.submissions import Submission, Text
from schemas.views import CaseView
from starter import projection
from starter.api import answers, files, seeing
from starter.api.answering import json
from starter.api.bodies import Files
from starter.api.callers import Reader, Submitter, Unmasker
from starter.api.described import answers as documented
from starter.api.described import success
from starter.api.filters import Filtered
from starter.api.keys import IdempotencyKey, request_of
from starter.api.seeing import Seen
from starter.api.services import services
from starter.following import Origin

_EXAMPLE: dict[str, JsonValue] = {
    "text": "The app closes right after I pay",
    "contact": "li@example.com",
    "external_id": "CRM-1001",
}
_ANSWER = {
    "id": "7KQ2M-9XD3H",
    "stage": "received",
    "created": True,
    "status_url": "https://feedback.example.com/c/…",
    "added": False,
}


class Item(Submission):
    """One item of feedback."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    attachments: Files = ()


class Reason(BaseModel):
    """Why somebody has to know who a customer is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "call"}]})

    reason: Annotated[Text, "stays in the record"]


async def submit(
    request: Request, caller: Submitter, item: Item, key: IdempotencyKey = None
) -> JSONResponse:
    """Hand in one item. The same `external_id` is the same case; new words and files are added to
    it."""
    files.check(request, item.attachments)
    asked = request_of(request, caller, key, item)
    gateway = services(request).gateway
    accepted = await gateway.submit(item, source_of(caller), asked, Origin(files=item.attachments))
    answer = {**projection.accepted(accepted), "added": accepted.added}
    place = f"/api/v1/feedback/{accepted.id}"
    return json(answer, 202 if accepted.created else 200, Location=place)


async def find(request: Request, caller: Reader, wanted: Filtered) -> JSONResponse:
    """The cases that you see, the latest first."""
    page = await wanted.page(services(request).search, caller)
    return json({"items": [projection.row(each) for each in page.rows], "next": page.next})


async def show(request: Request, caller: Reader, case: Seen) -> JSONResponse:
    """Everything about a case. Personal data is masked; staff of its team see the name."""
    shown = seeing.masked(caller, case, _status_url(request, caller, case))
    return json(shown, ETag=seeing.etag(case))


async def events(caller: Reader, case: Seen) -> JSONResponse:
    """Everything that happened to a case, oldest first."""
    items = [seeing.event(caller, case, each) for each in case.events]
    return json({"version": version(case.events), "items": items}, ETag=seeing.etag(case))


async def unmask(request: Request, caller: Unmasker, case: Seen, why: Reason) -> JSONResponse:
    """Everything about a case, nothing masked. That you looked, and why, is an event of it."""
    view = await services(request).gateway.unmask(case.state.case_id, why.reason, caller.name)
    whole = projection.whole(view, _status_url(request, caller, view) or "")
    return json({**whole, "status_url": whole["status_url"] or None}, ETag=seeing.etag(view))


def _status_url(request: Request, caller: Caller, case: CaseView) -> str | None:
    """The customer's own link, for who handed the case in: whoever has it speaks as the customer,
    so nobody who works on the case, or only looks, is given it."""
    if case.source != source_of(caller):
        return None
    gateway = services(request).gateway
    return gateway.status_url(case.state.case_id, case.contact, case.received_at)


def router() -> APIRouter:
    """The routes about cases as they are."""
    found = APIRouter(tags=["feedback"])
    given = ("too_large", "unsupported_media_type", "invalid_request")
    known = success(answers.AcceptedAnswer, "Known already.", {**_ANSWER, "created": False})
    found.add_api_route(
        "/feedback",
        submit,
        methods=["POST"],
        status_code=202,
        responses={
            202: success(answers.AcceptedAnswer, "Recorded.", _ANSWER),
            200: known,
            **documented("key_reused", *given),
        },
    )
    whole = success(answers.Whole, "The case.", version=True)
    for path, endpoint, told in (
        ("/feedback", find, success(answers.Rows, "A page of cases.")),
        ("/feedback/{case}", show, whole),
        ("/feedback/{case}/events", events, success(answers.Events, "Its events.", version=True)),
    ):
        more = "unknown_case" if "{" in path else "masked_search"
        problems = documented("invalid_request", more)
        found.add_api_route(path, endpoint, methods=["GET"], responses={200: told, **problems})
    found.add_api_route(
        "/feedback/{case}/unmask",
        unmask,
        methods=["POST"],
        responses={200: whole, **documented("unknown_case", *given)},
    )
    return found
