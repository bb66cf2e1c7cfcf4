"""The mail catcher as a process: an SMTP server and a page, on this machine only."""

import asyncio
import logging
import socket
import sys
from functools import partial

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette

from schemas.errors import Misconfigured
from schemas.settings import Settings
from starter.catcher.mailbox import Mailbox
from starter.catcher.page import page_of
from starter.up.first_try import first_try
from worker.ready import announce_ready, end_with_parent

_LOCAL = "127.0.0.1"
_STOP_SECONDS = 2

log = logging.getLogger(__name__)


async def run_catcher(settings: Settings) -> None:
    """Take mails on `smtp_port` and show them on `mail_ui_port`, any free one when unset.

    Runs until SIGTERM or SIGINT. A mail was accepted only if it is on the disk.

    Raises:
        Misconfigured: a port is taken.
    """
    end_with_parent()
    mailbox = Mailbox(settings.mail_dir)
    with (
        _listening(settings.smtp_port, "HUIYIN_SMTP_PORT") as smtp,
        _listening(settings.mail_ui_port or 0, "HUIYIN_MAIL_UI_PORT") as page,
    ):
        server = _page_server(page_of(mailbox, partial(first_try, settings)))
        mails = await _take_mails(mailbox, smtp)
        print(f"mails: http://{_LOCAL}:{page.getsockname()[1]}", file=sys.stderr, flush=True)
        announce_ready()
        try:
            await server.serve([page])
        finally:
            mails.close()


class _Keeper:
    """What aiosmtpd calls with each mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.original_content or b""
        keep = partial(self._mailbox.keep, envelope.mail_from, envelope.rcpt_tos, content)
        try:
            await asyncio.to_thread(keep)
        except OSError:
            # A 5xx would be the end of that mail; a full disk is not.
            log.exception("a mail could not be kept")
            return "451 4.3.0 The mail could not be kept, try again later"
        return "250 2.0.0 Kept"


async def _take_mails(mailbox: Mailbox, listening: socket.socket) -> asyncio.Server:
    loop = asyncio.get_running_loop()

    def smtp() -> SMTP:
        # A name given here saves a look-up for each connection.
        return SMTP(_Keeper(mailbox), enable_SMTPUTF8=True, hostname="localhost", loop=loop)

    return await loop.create_server(smtp, sock=listening)


def _page_server(page: Starlette) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            page,
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
    )


def _listening(port: int, variable: str) -> socket.socket:
    try:
        return socket.create_server((_LOCAL, port))
    except OSError as error:
        raise Misconfigured(f"port {port} cannot be used ({error}): set {variable}") from error
