"""One address for each decision of the process."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from rules import transitions
from rules.versions import since, version
from schemas.access import AccessRole, Caller, Kind
from schemas.bounds import TaskId
from schemas.enums import DecisionKind, Locale, Refusal
from schemas.errors import Refused
from schemas.events import NOT_STAFF
from schemas.sources import source_of
from schemas.submissions import Decision
from schemas.views import Carried, CaseView
from schemas.words import decision as named
from starter import projection
from starter.api import answers, files, seeing
from starter.api.answering import json, of_body
from starter.api.bodies import BODIES, OF_TASKS, Approve, Body, Note, task_choice
from starter.api.callers import Decider
from starter.api.described import answers as documented
from starter.api.described import success
from starter.api.keys import IdempotencyKey, IfMatch, claimed, expected, request_id, request_of
from starter.api.problems import Problem
from starter.api.seeing import Seen
from starter.api.services import services

Task = Annotated[TaskId, Path(description="The name of a task.", examples=["T1"])]
Route = Callable[..., Awaitable[JSONResponse]]

_NAMED: dict[DecisionKind, str] = {
    DecisionKind.TASK: "tasks",
    DecisionKind.DONE: "tasks/{task}/done",
    DecisionKind.DROP: "tasks/{task}/drop",
}
_ASKED_MORE = {DecisionKind.APPROVE: ("precondition_required",)}
_ADDS = "Add an internal note, which no customer sees."


def speaker(caller: Caller, by: str | None) -> str:
    """In whose name a caller decides: its own, but a key of the role manager may name a colleague.

    Raises:
        Problem: it may not.
    """
    if by is None or by == caller.name:
        return caller.name
    if caller.kind is Kind.KEY and caller.role is AccessRole.MANAGER and by not in NOT_STAFF:
        return by
    raise Problem("by_not_allowed")


def decision(
    caller: Caller,
    case_id: str,
    kind: DecisionKind,
    body: Body,
    task: str | None = None,
    **how: Any,
) -> Decision:
    """The decision that a request is; `how` it was sent: its request id, and what it expects.

    Raises:
        Unfit: a field is wrong.
    """
    by = speaker(caller, body.by)
    try:
        return Decision.model_validate(
            {
                "case_id": case_id,
                "kind": kind,
                "by": by,
                "via": None if by == caller.name else source_of(caller),
                "choice": task_choice(body, task),
                "texts": body.texts(),
                "attachments": body.files(),
                **how,
            }
        )
    except ValidationError as error:
        raise of_body(error) from None


def check_meant(body: Body, if_match: str | None = None) -> None:
    """See that an approval says what it approves.

    Raises:
        Problem: it would approve whatever is proposed by then.
    """
    told = isinstance(body, Approve) and (body.version, body.hash, expected(if_match))
    if told and not any(told):
        raise Problem("precondition_required")


def refused(caller: Caller, view: CaseView, refusal: Refusal, expects: int | None) -> Problem:
    """Why a decision is not accepted, and what is possible now."""
    told: dict[str, Any] = {"allowed": [kind.value for kind in transitions.allowed(view.state)]}
    if refusal is not Refusal.CHANGED:
        return Problem(refusal.value, **told)
    changed = [seeing.event(caller, view, each) for each in since(view.events, expects or 0)]
    told |= {"version": version(view.events), "changed": changed}
    return Problem(refusal.value, headers={"ETag": seeing.etag(view)}, **told)


async def _carried(request: Request, caller: Caller, decided: Decision) -> Carried:
    gateway = services(request).gateway
    try:
        found: Carried = await gateway.decide(decided)
    except Refused as error:
        view = await gateway.view(decided.case_id)
        raise refused(caller, view, error.refusal, decided.expects) from None
    return found


async def _decide(
    kind: DecisionKind,
    request: Request,
    caller: Caller,
    case: CaseView,
    body: Body,
    key: str | None,
    if_match: str | None,
    task: str | None = None,
) -> JSONResponse:
    check_meant(body, if_match)
    case_id, asked = case.state.case_id, request_of(request, caller, key, body)
    how = {"request_id": request_id(caller, key), "expects": expected(if_match)}
    decided = decision(caller, case_id, kind, body, task, **how)
    files.check(request, decided.attachments)
    await claimed(services(request).requests, asked, {"case": case_id})
    carried = await _carried(request, caller, decided)
    return json(projection.carried(case_id, carried), 202 if carried.pending else 200)


def _of_case(kind: DecisionKind, model: type[Body]) -> Route:
    async def decide(
        request: Request,
        caller: Decider,
        case: Seen,
        body: Body,
        key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> JSONResponse:
        return await _decide(kind, request, caller, case, body, key, if_match)

    return _taking(decide, model)


def _of_task(kind: DecisionKind, model: type[Body]) -> Route:
    async def decide(
        request: Request,
        caller: Decider,
        case: Seen,
        task: Task,
        body: Body,
        key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> JSONResponse:
        return await _decide(kind, request, caller, case, body, key, if_match, task)

    return _taking(decide, model)


def _taking(route: Route, model: type[Body]) -> Route:
    """A route whose body is of this type; one without anything that is needed may be left out."""
    needed = any(field.is_required() for field in model.model_fields.values())
    signature = inspect.signature(route)
    own = signature.parameters["body"].replace(
        annotation=model, default=inspect.Parameter.empty if needed else model()
    )
    every = {**signature.parameters, "body": own}
    route.__signature__ = signature.replace(parameters=list(every.values()))  # type: ignore[attr-defined]
    return route


async def note(
    request: Request,
    caller: Decider,
    case: Seen,
    body: Note,
    key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> JSONResponse:
    """Add an internal note, which no customer sees."""
    case_id, asked = case.state.case_id, request_of(request, caller, key, body)
    by, expects, gateway = speaker(caller, body.by), expected(if_match), services(request).gateway
    files.check(request, body.attachments)
    await claimed(services(request).requests, asked, {"case": case_id})
    try:
        state = await gateway.note(
            case_id, body.text, by, request_id(caller, key), expects, files=body.attachments
        )
    except Refused as error:
        view = await gateway.view(case_id)
        raise refused(caller, view, error.refusal, expects) from None
    return json(projection.noted(state))


def router() -> APIRouter:
    """The routes of decisions."""
    found = APIRouter(tags=["decisions"])
    for kind, model in {**BODIES, **OF_TASKS}.items():
        path = _NAMED.get(kind, kind.value)
        route = (_of_task if "{task}" in path else _of_case)(kind, model)
        found.add_api_route(
            f"/feedback/{{case}}/{path}",
            route,
            methods=["POST"],
            operation_id=kind.value,
            summary=named(kind, Locale.EN).capitalize(),
            responses=_answers(answers.CarriedAnswer, *_ASKED_MORE.get(kind, ())),
        )
    found.add_api_route(
        "/feedback/{case}/note", note, methods=["POST"], responses=_answers(answers.NotedAnswer)
    )
    return found


def _answers(
    model: type[answers.CarriedAnswer | answers.NotedAnswer], *more: str
) -> dict[int | str, Any]:
    return {
        200: success(model, "Carried out."),
        202: success(model, "Recorded; carried out later."),
        **documented(
            *("unknown_case", "not_now", "key_reused", "changed", "too_large"),
            *("unsupported_media_type", "invalid_request", "by_not_allowed", *more),
        ),
    }
