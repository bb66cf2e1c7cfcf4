"""Encrypts and decrypts payloads for Temporal's pages and its command line.

Only who may read histories gets anything decrypted, and only Temporal's own pages are answered
across origins.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from engine.codec import CannotDecrypt, EncryptionCodec, RemoteCodec, keys_of
from rules import access
from schemas.access import Permission
from schemas.settings import Settings
from starter.web.asking import caller_of

_LARGEST = 8_000_000
_ASKED = "authorization, content-type, x-namespace"

_Work = Callable[[bytes], Awaitable[dict[str, Any]]]


def router(settings: Settings) -> APIRouter:
    """The endpoint `/codec`; to be mounted only where payloads are encrypted.

    Raises:
        Misconfigured: the keys are wrong.
    """
    codec = RemoteCodec(EncryptionCodec(keys_of(settings)))
    made = APIRouter(prefix="/codec")
    # Encrypting shows nothing to anybody: whoever may hand feedback in, may do that too.
    ways: tuple[tuple[str, _Work, tuple[Permission, ...]], ...] = (
        ("/encode", codec.encode, (Permission.HISTORY, Permission.SUBMIT)),
        ("/decode", codec.decode, (Permission.HISTORY,)),
    )
    for path, work, needed in ways:
        answer = _answering(work, needed, settings.ui_origins)
        made.add_api_route(path, answer, methods=["POST"], response_model=None)
        made.add_api_route(path, _allowing(settings.ui_origins), methods=["OPTIONS"])
    return made


def _answering(
    work: _Work, needed: tuple[Permission, ...], origins: tuple[str, ...]
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        headers = _cors(request, origins)
        if headers is None:
            return _refusal(403, {})
        caller = await caller_of(request)
        if caller is None:
            return _refusal(401, {**headers, "WWW-Authenticate": "Bearer"})
        if not any(access.may(caller, permission) for permission in needed):
            return _refusal(403, headers)
        return await _worked(request, work, headers)

    return answer


async def _worked(request: Request, work: _Work, headers: dict[str, str]) -> Response:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return _refusal(413, headers)
    try:
        return JSONResponse(await work(body), headers=headers)
    except ValueError:
        return _refusal(400, headers)
    except CannotDecrypt:
        return _refusal(422, headers)


def _allowing(origins: tuple[str, ...]) -> Callable[[Request], Awaitable[Response]]:
    async def allow(request: Request) -> Response:
        headers = _cors(request, origins)
        if headers is None or "Origin" not in request.headers:
            return _refusal(403, {})
        ways = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": _ASKED}
        return Response(status_code=204, headers={**headers, **ways})

    return allow


def _cors(request: Request, origins: tuple[str, ...]) -> dict[str, str] | None:
    """The headers of an answer; none if a page asks that may not."""
    headers = {"Cache-Control": "no-store", "Vary": "Origin"}
    origin = request.headers.get("Origin")
    if origin is None:  # a program, not a page
        return headers
    if origin not in origins:
        return None
    allowed = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}
    return {**headers, **allowed}


def _refusal(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Cache-Control": "no-store", **headers})
