"""The web process: what it serves, and what it says when something goes wrong."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from rules.links import Signer
from schemas.settings import Settings
from starter.api.mounting import mount
from starter.identity import oidc
from starter.identity.people import People
from starter.web import approver, customer, linked, outside
from starter.web.attaching import NO_FILES, Attaching
from starter.web.desk import desk as desks
from starter.web.desk.seat import Desk
from starter.web.portal import portal
from starter.web.portal.house import House
from starter.web.protocol import GatewayProtocol
from starter.web.render import message
from starter.web.staff import account, entrance, single
from starter.web.staff.visit import House as Staffroom


def create_app(
    gateway: GatewayProtocol,
    signer: Signer,
    settings: Settings,
    people: People | None = None,
    api: FastAPI | None = None,
    house: House | None = None,
    desk: Desk | None = None,
    attaching: Attaching = NO_FILES,
) -> FastAPI:
    """The application that `huiyin web` serves, the HTTP API in it. It keeps no state of its own.

    Without `people` nobody signs in and no key is known; without a `desk` they come no farther than
    their own account; without a `house` there are no public pages, only those behind links.
    """
    app = _empty()
    app.state.secure = settings.base_url.startswith("https:")
    app.include_router(customer.router(gateway, signer, settings.mail_reply_to, attaching))
    app.include_router(approver.router(gateway, signer))
    app.include_router(outside.router(gateway, signer))
    if people:
        _let_in(app, people, signer, settings)
    if desk:
        app.state.desk = desk
        app.include_router(desks.router(desk))
    if settings.encrypts:
        from starter.web import codec

        app.include_router(codec.router(settings))
    app.add_api_route("/healthz", _health, methods=["GET", "HEAD"])
    if house:
        app.include_router(portal.router(house))
    if api:
        mount(app, api)
    return app


def _empty() -> FastAPI:
    return FastAPI(
        title="Huiyin",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={HTTPException: _refusal, Exception: _failure},
    )


def _let_in(app: FastAPI, people: People, signer: Signer, settings: Settings) -> None:
    """Serve the pages of staff, and know keys and sessions."""
    app.state.identity = people
    room = Staffroom(people, signer, settings.base_url)
    provider = oidc.provider(settings)
    app.include_router(entrance.router(room, single=provider is not None))
    app.include_router(account.router(room))
    if provider:
        app.include_router(single.router(room, provider))


async def _health() -> dict[str, str]:
    return {"status": "ok"}


async def _refusal(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return message("missing", status, linked.chosen(request))


async def _failure(request: Request, _error: Exception) -> Response:
    return message("error", 500, linked.chosen(request))
