"""Which cases a list, or a decision for many, is about."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from rules.access import may_seek, sight
from schemas.access import AccessRole, Caller
from schemas.bounds import Instant, Key, Login
from schemas.case_filter import CaseFilter
from schemas.enums import Outcome, Priority, Sentiment, Stage
from schemas.findings import Mistake
from schemas.pages import Page
from schemas.sources import source_of
from starter.api.problems import Problem
from starter.api.protocols import Search

_MOST = 200
_USUAL = 50


def _storable(text: str) -> str:
    if "\x00" in text:
        raise Mistake("不能含有 NUL 字符", "must not contain the character NUL")
    return text


Words = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(_storable)
]


class Conditions(BaseModel):
    """What must hold of the cases; all of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: Stage | None = None
    priority: Priority | None = None
    category: Key | None = None
    team: Key | None = None
    channel: Key | None = None
    outcome: Outcome | None = None
    owner: Annotated[Login | Literal["-"] | None, Field(description="`-`: nobody.")] = None
    breached: bool | None = None
    sentiment: Annotated[
        Sentiment | None, Field(description="How the customer sounds, as was judged last.")
    ] = None
    module: Annotated[
        Key | None, Field(description="The part of the product, as was judged last.")
    ] = None
    received_after: Annotated[Instant | None, Field(description="At this instant or later.")] = None
    received_before: Instant | None = None
    due_after: Instant | None = None
    due_before: Annotated[
        Instant | None, Field(description="What is promised next is due before this instant.")
    ] = None
    closed_after: Instant | None = None
    closed_before: Instant | None = None
    q: Annotated[Words | None, Field(description="Words in what customers wrote.")] = None

    def filter(self, caller: Caller) -> CaseFilter:
        """As the record understands it; an intake key sees only what it handed in."""
        found = list(self._wanted())
        if caller.role is AccessRole.INTAKE:
            found.append(("source", source_of(caller)))
        return CaseFilter(tuple(found))

    def _wanted(self) -> Iterator[tuple[str, str]]:
        given = self.model_dump(exclude={"q", "cursor", "limit"}, exclude_none=True)
        for name, value in given.items():
            match value:
                case bool():
                    yield name, str(value).lower()
                case datetime():
                    yield name, value.isoformat()
                case _:
                    yield name, str(value)


class Filter(Conditions):
    """The conditions, and which page of what they give."""

    cursor: Annotated[str | None, Field(max_length=200, pattern=r"^[\w-]+$")] = None
    limit: Annotated[int, Field(ge=1, le=_MOST)] = _USUAL

    async def page(self, search: Search, caller: Caller) -> Page:
        """One page of the cases that a caller sees.

        Raises:
            Problem: what is looked for is masked for this caller.
        """
        if not may_seek(caller, self.q or ""):
            raise Problem("masked_search")
        asked = (self.q or "", self.filter(caller), sight(caller), self.cursor, self.limit)
        return await asyncio.to_thread(search.find, *asked)


Filtered = Annotated[Filter, Query()]
