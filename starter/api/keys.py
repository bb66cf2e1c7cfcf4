"""Keys of requests (`Idempotency-Key`) and versions of cases (`If-Match`)."""

import asyncio
import hashlib
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

import fastapi
from fastapi import Header
from pydantic import BaseModel

from schemas.access import Caller
from schemas.sources import source_of
from starter.api.services import services
from store.database import Conflict
from store.requests import Request, Requests

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same body is the same request, for a day.",
        examples=["2f1c7a52-7c5c-4b43-9a0e-0d6a6f1d7e11"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^("[1-9][0-9]{0,8}"|\*)$',
        description="The `ETag` that the decision was made for; another version refuses it.",
        examples=['"4"'],
    ),
]


def expected(if_match: str | None) -> int | None:
    """The version that is meant; none if any is."""
    return None if if_match in (None, "*") else int(str(if_match).strip('"'))


def request_of(
    request: fastapi.Request, caller: Caller, key: str | None, body: BaseModel
) -> Request | None:
    """A request under a key of its caller; none if it has none. What it says is what counts, and
    not how that is written."""
    if key is None:
        return None
    life = services(request).key_life
    said = body.model_dump_json(exclude_none=True)
    content = f"{request.method} {request.url.path}\n{said}"
    return Request.of(source_of(caller), key, content.encode(), life)


def request_id(caller: Caller, key: str | None, part: str = "") -> str:
    """The request id of a decision. It is in the events of a case, and the key is not: nobody can
    take the place of another caller's request, or of one of our own pages, by naming its id."""
    if key is None:
        return secrets.token_urlsafe(16)
    told = f"{source_of(caller)}\n{key}\n{part}"
    return "k-" + hashlib.sha256(told.encode()).hexdigest()[:40]


async def claimed(
    requests: Requests, asked: Request | None, first: dict[str, Any]
) -> dict[str, Any]:
    """Remember a request; what was remembered with it when it was first sent.

    Raises:
        OtherRequest: the key was used for another one.
    """
    while asked:
        try:
            return await asyncio.to_thread(requests.claim, asked, first, datetime.now(UTC))
        except Conflict:
            continue  # it was sent twice at this very moment, and is found now
    return first
