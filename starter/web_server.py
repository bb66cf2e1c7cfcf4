"""The web process: the application behind a server that tells `up` when it listens."""

import logging
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn

from schemas.errors import Misconfigured
from starter import wiring
from starter.cli import words
from starter.cli.words import said
from starter.web import files, watching
from starter.web.addresses import Forwarded, networks
from starter.web.app import create_app
from starter.web.discretion import Discretion
from starter.web.headers import Careful
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
    app = application(installation)
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
        await _Server(config, app.state.desk.close).serve([listening])


def application(installation: "Installation") -> "FastAPI":
    """All that the web process of an installation serves.

    Raises:
        Misconfigured: a setting is wrong.
    """
    settings, gateway = installation.settings, wiring.gateway(installation)
    people, limits = wiring.people(installation), Limits.of(settings)
    desk = wiring.desk(installation, gateway, people)
    app = create_app(
        gateway,
        installation.signer,
        settings,
        people=people,
        desk=desk,
        api=wiring.api(installation, gateway),
        house=wiring.house(installation, gateway, limits),
        attaching=wiring.attaching(installation),
    )
    _complete(app, installation, gateway, limits)
    return app


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
    app.add_middleware(Careful, https=settings.base_url.startswith("https:"))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stop = before_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").addFilter(Discretion())
        await super().startup(sockets)
        announce_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_stop()  # or open pages would be waited for
        await super().shutdown(sockets)


def _let_uvicorn_stop() -> None:
    """uvicorn stops by itself on these and then raises them again, for whoever waits for them."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        told = said(words.PORT_UNUSABLE, address=f"{host}:{port}", why=error.strerror)
        raise Misconfigured(told) from error
    # asyncio sets it only on sockets that say that they are TCP, which these do not: the end of
    # every answer would wait 40 ms for the other side to acknowledge its beginning.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
