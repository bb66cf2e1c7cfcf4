"""The same decision for many cases: first looked at, then done, with a result for each."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from rules import transitions
from schemas.access import Caller
from schemas.bounds import CaseId
from schemas.enums import DecisionKind, Locale
from schemas.errors import HuiyinError, RecordUnavailable, Refused, UnknownCase
from schemas.findings import Mistake
from schemas.messages import Choice
from schemas.state import CaseState
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

MOST = 200
"""Cases that can be decided at a time."""
_SHOWN, _AT_ONCE = 10, 8
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
    states = [CaseState.model_validate(row.state) for row in rows]
    not_now = [s for s in states if transitions.refusal(s, which.kind, Choice())]
    sample = [projection.row(row) for row in rows[:_SHOWN]]
    told = {"count": len(rows), "more": more, "not_now": len(not_now), "sample": sample}
    return json(told)


async def carry_out(
    request: Request, caller: Bulker, many: Many, key: IdempotencyKey = None
) -> JSONResponse:
    """Decide the same for many cases. Each is judged for itself, and has its own result."""
    body, asked = many.body(), request_of(request, caller, key, many)
    check_meant(body)
    decision(caller, "00000-00000", many.kind, body, request_id="k-preview")  # the fields alone
    ids = await _ids(request, caller, many)
    told = await claimed(services(request).requests, asked, {"cases": ids})
    batch = _Batch(request, caller, many.kind, body, key)
    results = await batch.every(told["cases"])
    count = {name: sum(r["outcome"] == name for r in results) for name in ("done", "pending")}
    refusals = len(results) - sum(count.values())
    return json({"count": len(results), **count, "refused": refusals, "results": results})


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
        page = await asyncio.to_thread(find, "", wanted, caller.teams, None, 1)
        found += page.rows
    return found


class _Batch:
    """One decision for many cases."""

    def __init__(
        self, request: Request, caller: Caller, kind: DecisionKind, body: Body, key: str | None
    ) -> None:
        self._gateway = services(request).gateway
        self._locale = preferred(request.headers.get("Accept-Language"))
        self._caller = caller
        self._kind = kind
        self._body = body
        self._key = key

    async def every(self, ids: Sequence[str]) -> list[Json]:
        """The results, in the order of the cases."""
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(case_id: str) -> Json:
            async with gate:
                return await self._one(case_id)

        return list(await asyncio.gather(*map(one, ids)))

    async def _one(self, case_id: str) -> Json:
        try:
            view = await self._gateway.view(case_id)
            if not sees(self._caller, view):
                raise UnknownCase(case_id)
            made = decision(
                self._caller,
                case_id,
                self._kind,
                self._body,
                request_id=request_id(self._caller, self._key, case_id),
            )
            carried = await self._gateway.decide(made)
        except HuiyinError as error:
            return {"id": case_id, "stage": None, **self._why_not(error)}
        outcome = "pending" if carried.pending else "done"
        return {"id": case_id, "outcome": outcome, "stage": carried.stage, **_NOTHING}

    def _why_not(self, error: HuiyinError) -> Json:
        match error:
            case Refused():
                outcome, name = "refused", error.refusal.value
            case UnknownCase():
                outcome, name = "unknown", "unknown_case"
            case RecordUnavailable():
                outcome, name = "unavailable", "unavailable"
            case _:
                outcome, name = "refused", "key_reused"
        return {"outcome": outcome, "type": f"{BASE}{name}", "detail": _detail(name, self._locale)}


_NOTHING: Json = {"type": None, "detail": None}


def _detail(name: str, locale: Locale) -> str:
    return PROBLEMS[name].detail.in_(locale)


def router() -> APIRouter:
    """The routes of decisions for many. They come before those that name a case."""
    found = APIRouter(tags=["bulk"])
    given = ("too_large", "unsupported_media_type", "invalid_request", "by_not_allowed")
    found.add_api_route(
        "/feedback/bulk/preview",
        preview,
        methods=["POST"],
        responses={200: success(answers.Sample, "Which cases they are."), **documented(*given)},
    )
    found.add_api_route(
        "/feedback/bulk",
        carry_out,
        methods=["POST"],
        responses={
            200: success(answers.Results, "What became of each."),
            **documented(
                *("key_reused", "count_changed", "too_many_cases", "precondition_required"), *given
            ),
        },
    )
    return found
