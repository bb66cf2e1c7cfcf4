"""Files that customers send along with their words.

They are read with the form, kept, and linked to the case by whatever records the words; what that
did not link is thrown away at once.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile

from schemas.enums import Locale
from schemas.errors import RecordUnavailable
from schemas.files import Attachment, FileLimits
from starter.web import uploads
from starter.web.form import TooLarge, body
from starter.web.sizes import measured
from starter.web.uploads import Sent
from starter.web.words import WORDS
from store.attachments import Readable

_MULTIPART = "multipart/form-data"
_MOST_FIELDS = 30
_SPARE = 20
"""So many files too many are still answered with the words that came with them."""
_PICTURES = frozenset({"png", "jpeg", "gif", "webp"})
_ENDINGS = {
    "png": ".png",
    "jpeg": ".jpg,.jpeg",
    "gif": ".gif",
    "webp": ".webp",
    "pdf": ".pdf",
    "text": ".txt,.log,.csv",
    "office": ".docx,.xlsx,.pptx,.odt,.ods,.odp",
}


class Keeper(Protocol):
    """Keeps files until they are linked."""

    def keep(
        self,
        stream: Readable,
        name: str,
        type: str | None,  # noqa: A002
        limits: FileLimits,
    ) -> Attachment: ...

    def discard(self, ids: Sequence[str]) -> None: ...


@dataclass(frozen=True)
class Offer:
    """What a form says of files, in one language: which it takes, and the blanks of its words."""

    accept: str
    blanks: dict[str, str]


@dataclass(frozen=True)
class Attaching:
    """What the forms of customers take; without a keeper no files at all."""

    keeper: Keeper | None
    limits: FileLimits

    def offer(self, locale: Locale) -> Offer | None:
        """None if no files are taken."""
        if not self._most:
            return None
        accept = ",".join(_ENDINGS[kind] for kind in _ENDINGS if kind in self.limits.kinds)
        return Offer(accept, self.blanks(locale))

    def blanks(self, locale: Locale) -> dict[str, str]:
        """What is filled into words about files."""
        kinds = WORDS[locale]["comma"].join(_kinds(self.limits.kinds, locale))
        size = measured(self.limits.most_bytes, locale)
        return {"files": str(self._most), "size": size, "kinds": kinds, "name": ""}

    def errors(self, files: Sequence[UploadFile]) -> tuple[str, ...]:
        """The keys of the words that say what is wrong before the files are looked into."""
        return ("too_many_files",) if len(files) > self._most else ()

    @asynccontextmanager
    async def form(self, request: Request) -> AsyncGenerator[Sent]:
        """A posted form, with files or without; what is no form has no fields.

        Raises:
            TooLarge: it is larger than all that could be accepted.
        """
        async with AsyncExitStack() as stack:
            yield await self._read(request, stack)

    @asynccontextmanager
    async def kept(self, files: Sequence[UploadFile]) -> AsyncGenerator[tuple[str, ...]]:
        """The ids of files that are kept; those that nothing linked are gone when the block ends.

        Raises:
            FileRefused: one of them is not accepted; none is kept.
        """
        ids: list[str] = []
        try:
            for file in files:
                ids += [await asyncio.to_thread(self._keep, file)]
            yield tuple(ids)
        finally:
            if self.keeper and ids:
                with suppress(RecordUnavailable):  # what is left over, is thrown away in a day
                    await asyncio.to_thread(self.keeper.discard, ids)

    @property
    def _most(self) -> int:
        return self.limits.most_files if self.keeper else 0

    def _keep(self, file: UploadFile) -> str:
        assert self.keeper is not None  # noqa: S101  without one, any file is one too many
        return self.keeper.keep(file.file, file.filename or "", file.content_type, self.limits).id

    async def _read(self, request: Request, stack: AsyncExitStack) -> Sent:
        if not request.headers.get("Content-Type", "").lower().startswith(_MULTIPART):
            return Sent(_fields(await body(request)), ())
        try:
            reading = uploads.read(request, self.limits, spare=_SPARE)
            return await stack.enter_async_context(reading)
        except uploads.Unreadable:
            return Sent({}, ())


NO_FILES = Attaching(None, FileLimits(most_bytes=0, kinds=frozenset(), most_files=0))


def _kinds(kinds: frozenset[str], locale: Locale) -> Iterator[str]:
    words = WORDS[locale]
    if kinds & _PICTURES:
        yield words["kind_picture"]
    if "pdf" in kinds:
        yield "PDF"
    for kind in ("text", "office"):
        if kind in kinds:
            yield words[f"kind_{kind}"]


def _fields(sent: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(sent.decode(errors="replace"), max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise TooLarge from error
