"""One case as operations see it: what does not go on, what can be done, what happened."""

import secrets

from fastapi import APIRouter, Response

from activities.operating import Order
from rules.access import sees
from schemas.access import Permission
from schemas.enums import Operation, Template
from schemas.errors import UnknownCase
from schemas.ids import parse_case_id
from schemas.state import CaseState, MailRef
from starter.operations.operations import Outcome
from starter.operations.troubles import possible
from starter.web.desk.moments import span
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.words.operations import WORDS

_MOST_EVENTS = 400
_LONGEST = 1000


def router(desk: Desk) -> APIRouter:
    """The pages of one case."""
    routes = APIRouter(include_in_schema=False)
    path = "/desk/operations/cases/{case}"
    add(routes, desk, path, "GET", _show, Permission.METRICS)
    add(routes, desk, path, "POST", _step_in, Permission.OPERATE)
    add(routes, desk, f"{path}/history", "GET", _history, Permission.HISTORY)
    return routes


async def _show(seat: Seat) -> Response:
    return await _page(seat, _case_id(seat))


async def _step_in(seat: Seat) -> Response:
    case_id, fields = _case_id(seat), await seat.visit.fields()
    await _state(seat, case_id)
    order = _order(seat, case_id, fields)
    if order is None:
        return await _page(seat, case_id, 422, wrong="reason_missing", given=fields)
    outcome = await seat.desk.operations.step_in(case_id, order)
    if outcome in (Outcome.DONE, Outcome.REPEATED):
        done = f"?done={order.operation.value}"
        return seat.to(f"/desk/operations/cases/{case_id}{done}")
    return await _page(seat, case_id, 409, wrong=outcome.value, given=fields)


async def _history(seat: Seat) -> Response:
    case_id, operations = _case_id(seat), seat.desk.operations
    await _state(seat, case_id)
    asked = seat.request.query_params
    found = await operations.past(case_id, asked.get("run"))
    every = "all" in asked
    events = [event for event in found.events if every or not event.routine]
    run = found.chosen.run_id if found.chosen else None
    return seat.page(
        "operations_history.html",
        WORDS,
        case_id=case_id,
        past=found,
        events=events[-_MOST_EVENTS:],
        hidden=max(0, len(events) - _MOST_EVENTS),
        every=every,
        span=span,
        ui=operations.ui(case_id, run),
    )


async def _page(
    seat: Seat,
    case_id: str,
    status: int = 200,
    wrong: str | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    operations = seat.desk.operations
    ailing, answers = await operations.case(case_id)
    _seen(seat, ailing.state)
    offered = possible(ailing, answers=answers) if seat.may(Permission.OPERATE) else ()
    done = seat.request.query_params.get("done")
    return seat.page(
        "operations_case.html",
        WORDS,
        status,
        ailing=ailing,
        answers=answers,
        offered=offered,
        mails=ailing.state.unsent,
        request_id=f"operate-{secrets.token_hex(8)}",
        wrong=wrong,
        given=given or {},
        done=done if done in set(Operation) else None,
        history=seat.may(Permission.HISTORY),
        ui=operations.ui(case_id),
    )


def _order(seat: Seat, case_id: str, fields: dict[str, str]) -> Order | None:
    """What a form says; none if it lacks something."""
    reason, request = fields.get("reason", "").strip(), fields.get("request", "")
    action = fields.get("action")
    if not reason or len(reason) > _LONGEST or not request or action not in set(Operation):
        return None
    mail = _mail(case_id, fields.get("mail", ""))
    return Order(Operation(action), reason, seat.login, request[:64], mail)


def _mail(case_id: str, text: str) -> MailRef | None:
    """The mail that a form names; none for all of them."""
    try:
        template, cycle, occurrence = text.split(".")
        number = int(occurrence)
        kind = Template(template)
        return MailRef(case_id=case_id, template=kind, cycle=int(cycle), occurrence=number)
    except ValueError:
        return None


def _case_id(seat: Seat) -> str:
    try:
        return parse_case_id(str(seat.request.path_params["case"]))
    except ValueError:
        raise Missing from None


async def _state(seat: Seat, case_id: str) -> CaseState:
    try:
        view = await seat.desk.gateway.view(case_id)
    except UnknownCase:
        raise Missing from None
    return _seen(seat, view.state)


def _seen(seat: Seat, state: CaseState) -> CaseState:
    if not sees(seat.caller, state):
        raise Missing
    return state
