"""The HTTP API, under `/api/v1`."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rules.links import Signer
from schemas.errors import HuiyinError
from schemas.settings import Settings
from starter.api import bulk, decisions, explaining, feedback, files, relations
from starter.api.answering import Unfit, handled
from starter.api.answers import ProblemAnswer
from starter.api.callers import PROOF
from starter.api.guard import Guard
from starter.api.problems import API, Problem
from starter.api.protocols import ApiGateway, Search
from starter.api.services import Services
from starter.web import asking
from store.attachments import Attachments
from store.requests import Requests

_BROWSER = (
    f"Who is signed in. Whatever changes something needs the header {PROOF} with what the page was"
    " given; where browsers come by https the cookie's name begins with __Host-."
)
_HANDLED = (Problem, Unfit, RequestValidationError, HTTPException, HuiyinError, Exception)
_DESCRIPTION = (
    "Feedback in, cases out, and every decision of the process. The guide is docs/api.md."
)


def create_api(
    gateway: ApiGateway,
    search: Search,
    requests: Requests,
    attachments: Attachments,
    signer: Signer,
    settings: Settings,
) -> FastAPI:
    """The application that is mounted at `/api/v1`. Who calls, `app.state.identity` knows of the
    application that it is mounted in."""
    api = FastAPI(
        title="Huiyin",
        version="1",
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=dict.fromkeys(_HANDLED, handled),
    )
    api.add_middleware(Guard)
    for part in (bulk, feedback, files, decisions, relations, explaining):
        api.include_router(part.router())
    api.add_api_route("/openapi.json", described, methods=["GET"], include_in_schema=False)
    life = timedelta(hours=settings.idempotency_hours)
    api.state.services = Services(
        gateway,
        search,
        requests,
        attachments,
        settings.file_limits,
        signer,
        settings.base_url.startswith("https:"),
        life,
    )
    return api


async def described(request: Request) -> JSONResponse:
    """The OpenAPI document."""
    return JSONResponse(document(request.app))


def document(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document: what `FastAPI` makes of the routes, keys and problems added."""
    if api.openapi_schema is None:
        found = FastAPI.openapi(api)
        found["servers"] = [{"url": API}]
        components = found["components"]
        components["schemas"] |= _schema_of_problems()
        components["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "huiyin key add NAME"},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": asking.SESSION,
                "description": _BROWSER,
            },
        }
        found["security"] = [{"key": []}, {"session": []}]
        api.openapi_schema = found
    return api.openapi_schema


def _schema_of_problems() -> dict[str, Any]:
    schema = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = schema.pop("$defs")
    return {**parts, "ProblemAnswer": schema}
