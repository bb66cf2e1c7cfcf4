"""The web process: the application behind a server that tells `up` when it listens."""

import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from schemas.errors import Misconfigured
from starter import wiring
from starter.cli import words
from starter.cli.words import said
from starter.web import files, watching
from starter.web.addresses import Forwarded, networks
from starter.web.app import create_app
from starter.web.limits import Limits, RateLimits
from worker.ready import announce_ready, end_with_parent

if TYPE_CHECKING:
    from fastapi import FastAPI

    from starter.gateway import Gateway
    from worker.installation import Installation

_STOP_SECONDS = 10
_BACKLOG = 2048


async def run_web(installation: "Installation") -> None:
    """Serve the pages until SIGTERM or SIGINT; then answer what was asked and return.

    Raises:
        Misconfigured: a setting is wrong, or the port cannot be used.
    """
    end_with_parent()
    settings = installation.settings
    gateway, limits = wiring.gateway(installation), Limits.of(settings)
    app = create_app(
        gateway,
        installation.signer,
        settings,
        people=wiring.people(installation),
        api=wiring.api(installation, gateway),
        house=wiring.house(installation, gateway, limits),
        attaching=wiring.attaching(installation),
    )
    _complete(app, installation, gateway, limits)
    with _listening(settings.web_host, settings.web_port) as listening:
        _let_uvicorn_stop()
        # No access log: whoever reads an address may open the customer's page.
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # ours believe only the proxies that the settings name
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        await _Server(config).serve([listening])


def _complete(
    app: "FastAPI", installation: "Installation", gateway: "Gateway", limits: Limits
) -> None:
    """Add what every web process has besides its pages."""
    settings = installation.settings
    app.include_router(files.router(gateway, installation.signer, installation.attachments))
    app.include_router(watching.router(installation, wiring.Temporal(installation)))
    app.add_middleware(RateLimits, limits=limits)
    # The outermost: limits count the address that it finds.
    app.add_middleware(Forwarded, trusted=networks(settings.trusted_proxies))


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        announce_ready()


def _let_uvicorn_stop() -> None:
    """uvicorn stops by itself on these and then raises them again, for whoever waits for them."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        told = said(words.PORT_UNUSABLE, address=f"{host}:{port}", why=error.strerror)
        raise Misconfigured(told) from error
