"""What every type of problem means."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from schemas.enums import Locale
from starter.api import answers
from starter.api.answering import json
from starter.api.described import answers as documented
from starter.api.described import success
from starter.api.languages import preferred
from starter.api.problems import BASE, PROBLEMS, Problem


async def every(request: Request) -> JSONResponse:
    """Every type of problem that the API answers with."""
    locale = preferred(request.headers.get("Accept-Language"))
    return json({"items": [_explained(name, locale) for name in PROBLEMS]})


async def one(request: Request, name: str) -> JSONResponse:
    """What one type of problem means, and what to do."""
    if name not in PROBLEMS:
        raise Problem("unknown_problem")
    return json(_explained(name, preferred(request.headers.get("Accept-Language"))))


def _explained(name: str, locale: Locale) -> dict[str, Any]:
    sort = PROBLEMS[name]
    return {
        "type": f"{BASE}{name}",
        "title": sort.title.in_(locale),
        "status": sort.status,
        "detail": sort.detail.in_(locale),
    }


def router() -> APIRouter:
    """The addresses that the types of problems are; they need no key."""
    found = APIRouter(tags=["problems"])
    for path, endpoint, model in (
        ("/problems", every, answers.Explanations),
        ("/problems/{name}", one, answers.Explained),
    ):
        told: dict[int | str, Any] = {200: success(model, "What it means.")}
        found.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            openapi_extra={"security": []},
            responses={**told, **documented("unknown_problem", "invalid_request")},
        )
    return found
