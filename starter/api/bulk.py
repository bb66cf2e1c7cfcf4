"""The same decision for many cases: first looked at, then done, with a result for each."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from rules.access import sight
from schemas.access import Caller
from schemas.bounds import CaseId
from schemas.enums import DecisionKind, Locale
from schemas.findings import Mistake
from schemas.views import Carried
from starter import projection
from starter.api import answers
from starter.api.answering import Unfit, json, of_body
from starter.api.bodies import BODIES, Body
from starter.api.callers import Bulker
from starter.api.decisions import check_meant, decision
from starter.api.described import answers as documented
from starter.api.described import success
from starter.api.filters import Conditions, Filter
from starter.api.keys import IdempotencyKey, claimed, request_id, request_of
from starter.api.languages import preferred
from starter.api.problems import BASE, PROBLEMS, Problem
from starter.api.seeing import sees
from starter.api.services import services
from starter.bulk import MOST, Batch, Result, not_now

_SHOWN = 10
_DECISIONS = {kind.value: kind for kind in BODIES}

Json = dict[str, Any]


def _known(name: str) -> str:
    if name not in _DECISIONS:
        raise Mistake(
            f"必须是下列之一：{', '.join(_DECISIONS)}", f"must be one of: {', '.join(_DECISIONS)}"
        )
    return name


class Which(BaseModel):
    """Which cases, and which decision. Give either `ids` or `filter`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ids: (
        Annotated[
            list[Annotated[CaseId, Field(examples=["7KQ2M-9XD3H"])]],
            Field(min_length=1, max_length=MOST),
        ]
        | None
    ) = None
    filter: Conditions | None = None
    decision: Annotated[
        str, AfterValidator(_known), Field(json_schema_extra={"enum": list(_DECISIONS)})
    ]

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise Mistake("ids 和 filter 必须给出且只给出一个", "give either ids or filter")
        return self

    @property
    def kind(self) -> DecisionKind:
        return _DECISIONS[self.decision]


class Many(Which):
    """Which cases, which decision, and what it is given: the body of that decision."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"ids": ["7KQ2M-9XD3H"], "decision": "assign", "fields": {"to": "wang"}},
            ]
        }
    )

    fields: dict[str, Any] = {}
    expected_count: Annotated[
        int | None, Field(ge=0, le=MOST, description="The count that a preview has told.")
    ] = None

    def body(self) -> Body:
        """What the decision is given.

        Raises:
            Unfit: a field is wrong.
        """
        try:
            body = BODIES[self.kind].model_validate(self.fields)
        except ValidationError as error:
            raise of_body(error, "fields") from None
        if body.files():  # a file is of one case
            raise Unfit({"type": "extra_forbidden", "loc": ("body", "fields", "attachments")})
        return body


async def preview(request: Request, caller: Bulker, which: Which) -> JSONResponse:
    """Which cases a decision would be for; changes nothing."""
    rows, more = await _rows(request, caller, which)
    sample = [projection.row(row) for row in rows[:_SHOWN]]
    late = not_now(rows, which.kind)
    return json({"count": len(rows), "more": more, "not_now": late, "sample": sample})


async def carry_out(
    request: Request, caller: Bulker, many: Many, key: IdempotencyKey = None
) -> JSONResponse:
    """Decide the same for many cases. Each is judged for itself, and has its own result."""
    body, asked = many.body(), request_of(request, caller, key, many)
    check_meant(body)
    decision(caller, "00000-00000", many.kind, body, request_id="k-preview")  # the fields alone
    ids = await _ids(request, caller, many)
    told = await claimed(services(request).requests, asked, {"cases": ids})

    gateway = services(request).gateway

    async def done(case_id: str) -> Carried:
        made_as = request_id(caller, key, case_id)
        return await gateway.decide(decision(caller, case_id, many.kind, body, request_id=made_as))

    batch = Batch(gateway, partial(sees, caller), done)
    results = await batch.every(told["cases"])
    count = {name: sum(r.outcome == name for r in results) for name in ("done", "pending")}
    count |= {"refused": sum(r.is_refused for r in results)}
    locale = preferred(request.headers.get("Accept-Language"))
    every = [_told(result, locale) for result in results]
    return json({"count": len(results), **count, "results": every})


async def _ids(request: Request, caller: Caller, many: Many) -> list[str]:
    if many.ids is not None:
        return list(dict.fromkeys(many.ids))
    rows, more = await _rows(request, caller, many)
    if more:
        raise Problem("too_many_cases", limit=MOST)
    if many.expected_count not in (None, len(rows)):
        raise Problem("count_changed", count=len(rows), expected=many.expected_count)
    return [row.id for row in rows]


async def _rows(request: Request, caller: Caller, which: Which) -> tuple[Sequence[Any], bool]:
    """The cases that are meant and seen; and whether there are more than can be decided."""
    if which.filter is None:
        return await _named(request, caller, which.ids or []), False
    given = which.filter.model_dump(exclude_none=True)
    page = await Filter(**given, limit=MOST).page(services(request).search, caller)
    return page.rows, page.next is not None


async def _named(request: Request, caller: Caller, ids: Iterable[str]) -> list[Any]:
    find = services(request).search.find
    found: list[Any] = []
    for case_id in dict.fromkeys(ids):
        wanted = Conditions().filter(caller)
        wanted = wanted._replace(wanted=(*wanted.wanted, ("id", case_id)))
        page = await asyncio.to_thread(find, "", wanted, sight(caller), None, 1)
        found += page.rows
    return found


def _told(result: Result, locale: Locale) -> Json:
    why = result.why
    return {
        "id": result.id,
        "outcome": result.outcome,
        "stage": result.stage,
        "type": f"{BASE}{why}" if why else None,
        "detail": PROBLEMS[why].detail.in_(locale) if why else None,
    }


def router() -> APIRouter:
    """The routes of decisions for many. They come before those that name a case."""
    found = APIRouter(tags=["bulk"])
    given = ("too_large", "unsupported_media_type", "invalid_request", "by_not_allowed")
    found.add_api_route(
        "/feedback/bulk/preview",
        preview,
        methods=["POST"],
        responses={
            200: success(answers.Sample, "Which cases they are."),
            **documented("masked_search", *given),
        },
    )
    found.add_api_route(
        "/feedback/bulk",
        carry_out,
        methods=["POST"],
        responses={
            200: success(answers.Results, "What became of each."),
            **documented(
                *("key_reused", "count_changed", "too_many_cases", "masked_search"),
                *("precondition_required", *given),
            ),
        },
    )
    return found
