"""Files: uploaded first, then named in what they go with; and those of a case, as downloads."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from schemas.access import Caller
from schemas.bounds import FileId
from schemas.errors import OtherRequest
from schemas.files import Attachment, FileRefused, FileTrouble
from starter import projection
from starter.api import answers
from starter.api.answering import Unfit, json
from starter.api.callers import Reader, Submitter
from starter.api.described import answers as documented
from starter.api.described import success
from starter.api.keys import IdempotencyKey, claimed, request_of
from starter.api.problems import Problem
from starter.api.seeing import Seen, opens
from starter.api.services import services
from starter.web import uploads
from starter.web.files import answered
from starter.web.form import TooLarge

File = Annotated[FileId, Path(description="The id of a file.", examples=["2f1c7a52-7c5c-4b43-9a0"])]
_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary"}},
}
_BODY = {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}
_BYTES = {"*/*": {"schema": {"type": "string", "format": "binary"}}}


class _Said(BaseModel):
    """What an upload says: the same again is the same request."""

    name: str
    sha256: str

    @classmethod
    def of(cls, file: Attachment) -> "_Said":
        return cls(name=file.name, sha256=file.sha256)


async def upload(request: Request, caller: Submitter, key: IdempotencyKey = None) -> JSONResponse:
    """Keep one file. Name its id under `attachments` of what it goes with, within a day."""
    limits = services(request).limits.model_copy(update={"most_files": 1})
    try:
        async with uploads.read(request, limits) as sent:
            if not sent.files:
                raise Unfit({"type": "missing", "loc": ("body", "file")})
            kept = await asyncio.to_thread(_keep, request, sent.files[0])
            kept = await _once(request, caller, key, kept)
    except TooLarge:
        raise Problem("file_too_large", limit=limits.most_bytes) from None
    except uploads.Unreadable:
        raise Unfit({"type": "no_form", "loc": ("body",)}) from None
    return json(projection.kept(kept), 201)


async def _once(request: Request, caller: Caller, key: str | None, kept: Attachment) -> Attachment:
    """A file that is just kept, or the one that was kept under the same key before.

    Raises:
        OtherRequest: the key was used for another request.
    """
    own, asked = services(request), request_of(request, caller, key, _Said.of(kept))
    try:
        told = await claimed(own.requests, asked, {"file": kept.id})
    except OtherRequest:
        await asyncio.to_thread(own.attachments.discard, [kept.id])
        raise
    if told["file"] == kept.id or not await asyncio.to_thread(own.attachments.has, told["file"]):
        return kept
    await asyncio.to_thread(own.attachments.discard, [kept.id])
    return kept.model_copy(update={"id": told["file"]})


async def download(request: Request, caller: Reader, case: Seen, file: File) -> Response:
    """A file of a case, as a download. Nothing in a file can be masked: who sees the case masked
    says first, by `unmask`, why."""
    found = next((each for each in case.attachments if each.id == file), None)
    if found is None:
        raise Problem("unknown_file")
    if not opens(caller, case, datetime.now(UTC)):
        raise Problem("file_masked")
    try:
        return await asyncio.to_thread(answered, request, found, services(request).attachments)
    except FileNotFoundError:
        raise Problem("unknown_file") from None


def check(request: Request, ids: Sequence[str]) -> None:
    """See that no more files go with one message than may.

    Raises:
        Unfit: there are more.
    """
    most = services(request).limits.most_files
    if len(ids) > most:
        too_many = {"type": "too_long", "ctx": {"max_length": most}}
        raise Unfit({**too_many, "loc": ("body", "attachments")})


def _keep(request: Request, file: UploadFile) -> Attachment:
    own = services(request)
    try:
        return own.attachments.keep(file.file, file.filename or "", file.content_type, own.limits)
    except FileRefused as refused:
        match refused.trouble:
            case FileTrouble.TOO_LARGE:
                raise Problem("file_too_large", limit=own.limits.most_bytes) from None
            case FileTrouble.KIND:
                kinds = sorted(own.limits.kinds)
                raise Problem("file_kind", kinds=", ".join(kinds)) from None
            case _:
                raise Unfit({"type": "empty_file", "loc": ("body", "file")}) from None


def router() -> APIRouter:
    """The routes of files."""
    found = APIRouter(tags=["files"])
    given = ("file_too_large", "file_kind", "unsupported_media_type", "invalid_request")
    found.add_api_route(
        "/attachments",
        upload,
        methods=["POST"],
        status_code=201,
        responses={201: success(answers.Kept, "Kept."), **documented("key_reused", *given)},
        openapi_extra={"requestBody": _BODY},
    )
    told: dict[int | str, Any] = {200: {"description": "The file.", "content": _BYTES}}
    found.add_api_route(
        "/feedback/{case}/attachments/{file}",
        download,
        methods=["GET"],
        response_class=Response,
        responses={**told, **documented("unknown_case", "unknown_file", "invalid_request")},
    )
    return found
