"""Forms with files, read without ever holding more than was allowed."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from schemas.files import FileLimits
from starter.web.form import TooLarge

MOST_FIELDS = 40
_MOST_TEXT = 1 << 20
"""As much as any form of ours can hold besides its files."""


class Unreadable(Exception):
    """What was sent is no form."""


@dataclass(frozen=True)
class Sent:
    """What was sent: the fields, the last of each name, and the files that have a name.

    `file.file` of a file is to be read in a thread.
    """

    fields: dict[str, str]
    files: tuple[UploadFile, ...]


@asynccontextmanager
async def read(request: Request, limits: FileLimits, *, spare: int = 0) -> AsyncGenerator[Sent]:
    """A posted `multipart/form-data`; its files are gone when the block ends. So many files as are
    to `spare` may be too many: their bytes together may not.

    Raises:
        TooLarge: it is larger than all that is allowed together, or has too many files.
        Unreadable: it is not well formed.
    """
    most = _MOST_TEXT + limits.most_files * limits.most_bytes
    if int(_digits(request.headers.get("Content-Length", ""))) > most:
        raise TooLarge
    form = await _parsed(request, limits.most_files + spare, most)
    try:
        yield Sent(dict(_fields(form)), tuple(_files(form)))
    finally:
        await form.close()


async def _parsed(request: Request, most_files: int, most: int) -> FormData:
    parser = MultiPartParser(
        request.headers,
        _bounded(request, most),
        # A field for files that is left empty is sent as a file without a name.
        max_files=max(1, most_files),
        max_fields=MOST_FIELDS,
        max_part_size=_MOST_TEXT,
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        if error.message.startswith(("Too many", "Part exceeded")):
            raise TooLarge from error
        raise Unreadable from error
    except (KeyError, ValueError) as error:
        raise Unreadable from error


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge
        yield chunk


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 20 else "0"


def _fields(form: FormData) -> Iterator[tuple[str, str]]:
    for name, value in form.multi_items():
        if isinstance(value, str):
            yield name, value


def _files(form: FormData) -> Iterator[UploadFile]:
    for _, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            yield value
