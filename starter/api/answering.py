"""Answers of the API, those to what went wrong among them."""

import logging
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from schemas.enums import Locale
from schemas.errors import BadInput, OtherRequest, RecordUnavailable, UnknownCase
from schemas.files import FileRefused
from schemas.pages import BadCursor
from starter.api import mistakes
from starter.api.languages import preferred
from starter.api.problems import MEDIA_TYPE, Problem

_log = logging.getLogger("huiyin.api")
_RETRY_SECONDS = "5"
_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 400: "invalid_request"}
PRIVATE = {"Cache-Control": "no-store"}
"""No answer is to be kept by anybody on the way."""


class Unfit(Exception):
    """Fields of a request are wrong in a way that only the record, or several of them, tell."""

    def __init__(self, *errors: dict[str, Any]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def json(content: Any, status: int = 200, **headers: str) -> JSONResponse:
    """An answer; the names of its headers are written with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse(content, status, headers={**PRIVATE, **named})


def answer(problem: Problem, locale: Locale) -> JSONResponse:
    """Problem details."""
    headers = {**PRIVATE, "Content-Language": locale.value, **problem.headers}
    return JSONResponse(problem.body(locale), problem.status, headers, MEDIA_TYPE)


async def handled(request: Request, error: Exception) -> JSONResponse:
    """Whatever went wrong, as problem details."""
    locale = preferred(request.headers.get("Accept-Language"))
    return answer(_problem(error, request, locale), locale)


def _problem(error: Exception, request: Request, locale: Locale) -> Problem:
    match error:
        case Problem():
            return error
        case RequestValidationError() | Unfit():
            found = error.errors if isinstance(error, Unfit) else error.errors()
            return Problem("invalid_request", errors=mistakes.errors(found, locale))
        case HTTPException() if error.status_code in _BY_STATUS:
            return _of_http(error, request, locale)
        case UnknownCase():
            return Problem("unknown_case")
        case FileRefused():
            wrong = {"type": "no_file", "loc": ("body", "attachments")}
            return Problem("invalid_request", errors=mistakes.errors([wrong], locale))
        case BadInput() if error.field:
            return Problem("invalid_request", errors=mistakes.errors([_unknown(error)], locale))
        case BadCursor():
            wrong = {"type": "cursor", "loc": ("query", "cursor")}
            return Problem("invalid_request", errors=mistakes.errors([wrong], locale))
        case OtherRequest():
            return Problem("key_reused")
        case RecordUnavailable():
            return Problem("unavailable", headers={"Retry-After": _RETRY_SECONDS})
        case _:
            # Only what sort of error it is: its text may quote what somebody wrote.
            _log.error("a request failed: %s", type(error).__name__)
            return Problem("internal")


def _of_http(error: HTTPException, request: Request, locale: Locale) -> Problem:
    name = _BY_STATUS[error.status_code]
    if name == "invalid_request":  # the body could not be read
        wrong = {"type": "json_invalid", "loc": ("body",)}
        return Problem(name, errors=mistakes.errors([wrong], locale))
    allow = {"Allow": ", ".join(_methods(request))} if name == "method_not_allowed" else None
    return Problem(name, headers=allow)


def _methods(request: Request) -> list[str]:
    """The methods of an address; there is a route for each."""
    found = set[str]()
    for each in iter_route_contexts(request.app.routes):
        route = each.original_route
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return sorted(found)


def _unknown(error: BadInput) -> dict[str, Any]:
    expected = ", ".join(error.allowed)
    return {"type": "unknown_value", "loc": ("body", error.field), "ctx": {"expected": expected}}


def of_body(error: ValidationError, *place: str) -> Unfit:
    """What pydantic has found wrong in a part of the body."""
    found = error.errors(include_url=False, include_input=False)
    return Unfit(*({**each, "loc": ("body", *place, *each["loc"])} for each in found))
