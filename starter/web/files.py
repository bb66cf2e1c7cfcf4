"""Attachments, given out as downloads: nothing of them is ever shown or run in a page of ours.

`/files/ID` is for people and keys who work on the case, or have said why they look; behind a
customer's link lie only the files that the customer sent, and those that were sent to the customer.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from rules import access
from rules.given_files import is_shown
from rules.links import BadLink, Purpose, Signer
from schemas.access import Caller, Permission
from schemas.errors import RecordUnavailable, UnknownCase
from schemas.files import Attachment
from starter.api import seeing
from starter.web import linked
from starter.web.asking import caller_of
from starter.web.protocol import GatewayProtocol
from starter.web.render import message
from store.attachments import Attachments

_CHUNK = 1 << 16
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class _Gone(Exception):
    """There is no such file for whoever asks."""


class _Masked(Exception):
    """Who asks has to say why first."""


def router(gateway: GatewayProtocol, signer: Signer, attachments: Attachments) -> APIRouter:
    """The routes of files. Whose a key or a session is, `app.state.identity` knows."""
    door = _Door(gateway, signer, attachments)
    found = APIRouter(include_in_schema=False)
    get = ["GET", "HEAD"]
    found.add_api_route("/files/{file_id}", door.for_staff, methods=get, response_model=None)
    customers = "/c/{token}/files/{file_id}"
    found.add_api_route(customers, door.for_customer, methods=get, response_model=None)
    return found


def answered(request: Request, attachment: Attachment, attachments: Attachments) -> Response:
    """A file as a download.

    Raises:
        FileNotFoundError: its bytes are gone.
    """
    headers = {
        **HEADERS,
        "Content-Disposition": _disposition(attachment.name),
        "Content-Length": str(attachment.size),
    }
    if request.method == "HEAD":
        return Response(headers=headers, media_type=attachment.type)
    opened = attachments.open(attachment)

    def chunks() -> Iterator[bytes]:
        with opened:
            while chunk := opened.read(_CHUNK):
                yield chunk

    return StreamingResponse(chunks(), headers=headers, media_type=attachment.type)


class _Door:
    def __init__(self, gateway: GatewayProtocol, signer: Signer, attachments: Attachments) -> None:
        self._gateway = gateway
        self._signer = signer
        self._attachments = attachments

    async def for_staff(self, request: Request, file_id: str) -> Response:
        caller = await caller_of(request)
        if caller is None:
            return message("missing", 401, linked.chosen(request))
        return await self._guarded(request, file_id, caller=caller)

    async def for_customer(self, request: Request, token: str, file_id: str) -> Response:
        return await self._guarded(request, file_id, token=token)

    async def _guarded(
        self, request: Request, file_id: str, caller: Caller | None = None, token: str = ""
    ) -> Response:
        try:
            found = await self._found(file_id)
            await self._check(found, str(found.case_id), caller, token)
            return await asyncio.to_thread(answered, request, found, self._attachments)
        except (_Gone, BadLink, UnknownCase, FileNotFoundError):
            return message("missing", 404, linked.chosen(request))
        except _Masked:
            return message("masked", 403, linked.chosen(request))
        except RecordUnavailable:
            return message("unavailable", 503, linked.chosen(request))

    async def _found(self, file_id: str) -> Attachment:
        if found := await asyncio.to_thread(self._attachments.find, file_id):
            return found
        raise _Gone

    async def _check(
        self, file: Attachment, case_id: str, caller: Caller | None, token: str
    ) -> None:
        view = await self._gateway.view(case_id)
        if caller is not None:
            if not access.may(caller, Permission.READ) or not seeing.sees(caller, view):
                raise _Gone
            if not seeing.opens(caller, view, datetime.now(UTC)):
                raise _Masked
            return
        link = self._signer.read(token, datetime.now(UTC))
        of_customer = link.purpose not in (Purpose.APPROVE, Purpose.TASK)
        known = of_customer and link.case_id == case_id and is_shown(file, view.events)
        if not known or not self._signer.is_for(link, view.contact):
            raise _Gone


def _disposition(name: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
