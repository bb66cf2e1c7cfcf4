"""The web process: what it serves, and what it says when something goes wrong."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from rules.links import Signer
from schemas.settings import Settings
from starter.web import approver, customer, linked, outside
from starter.web.portal import portal
from starter.web.portal.house import House
from starter.web.protocol import GatewayProtocol
from starter.web.render import message


def create_app(
    gateway: GatewayProtocol, signer: Signer, settings: Settings, house: House | None = None
) -> FastAPI:
    """The application that `huiyin web` serves. It keeps no state of its own.

    Without a `house` there are no public pages, only those behind links.
    """
    people = settings.mail_reply_to
    app = FastAPI(
        title="Huiyin",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={HTTPException: _refusal, Exception: _failure},
    )
    app.include_router(customer.router(gateway, signer, people))
    app.include_router(approver.router(gateway, signer))
    app.include_router(outside.router(gateway, signer))
    app.add_api_route("/healthz", _health, methods=["GET", "HEAD"])
    if house:
        app.include_router(portal.router(house))
    return app


async def _health() -> dict[str, str]:
    return {"status": "ok"}


async def _refusal(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return message("missing", status, linked.chosen(request))


async def _failure(request: Request, _error: Exception) -> Response:
    return message("error", 500, linked.chosen(request))
