"""Running cases that follow the policy in force: first looked at, then done."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from rules.adoption import Shift
from schemas import words as business
from schemas.access import Permission
from schemas.words import COMMA
from starter.moving import Moved, Outcome
from starter.web.desk.policy import PLACE, page
from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.words.policy_adopting import WORDS

if TYPE_CHECKING:
    from store.versions import Text

MOST = 2000
"""So many are moved while somebody waits for the page; more are moved on the command line."""


@dataclass(frozen=True)
class Changed:
    """A case whose deadlines change, and how."""

    id: str
    shifts: Sequence[str]


def router(desk: Desk) -> APIRouter:
    """The routes, for whoever may put a policy in force."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, f"{PLACE}/adopt", "POST", _look, Permission.SETTINGS)
    add(routes, desk, f"{PLACE}/adopt/done", "POST", _carry_out, Permission.SETTINGS)
    return routes


async def _look(seat: Seat) -> Response:
    await seat.visit.fields()
    return await _preview(seat)


async def _carry_out(seat: Seat) -> Response:
    """Only to the version that was looked at, and only while that is in force."""
    fields, policies = await seat.visit.fields(), seat.desk.policies
    version: Text = await asyncio.to_thread(policies.in_force)
    if fields.get("version") != version.version:
        return await _preview(seat, 409, other=True)
    if len(await asyncio.to_thread(policies.still_running)) > MOST:
        return await _preview(seat)
    outcome = await asyncio.to_thread(policies.follow, version, seat.login)
    outcome.untold = await seat.desk.operations.tell([each.id for each in outcome.moved])
    return _told(seat, version, outcome, done=True)


async def _preview(seat: Seat, status: int = 200, **values: Any) -> Response:
    policies = seat.desk.policies
    version = await asyncio.to_thread(policies.in_force)
    running = await asyncio.to_thread(policies.still_running)
    if len(running) > MOST:
        return _told(seat, version, Outcome(), too_many=len(running))
    outcome = await asyncio.to_thread(policies.followers, version)
    return _told(seat, version, outcome, status, **values)


def _told(
    seat: Seat,
    version: "Text",
    outcome: Outcome,
    status: int = 200,
    *,
    done: bool = False,
    too_many: int = 0,
    **values: Any,
) -> Response:
    changed = [each for each in outcome.moved if each.shifts]
    return page(
        seat,
        "policy_adopt.html",
        status,
        more=WORDS,
        version=version.version,
        found=outcome,
        done=done,
        too_many=too_many,
        most=MOST,
        changed=[_changed(each, seat) for each in changed],
        missed=sum(any(shift.missed for shift in each.shifts) for each in changed),
        refused=_refused(outcome, seat),
        **values,
    )


def _changed(moved: Moved, seat: Seat) -> Changed:
    return Changed(moved.id, [_shift(each, seat) for each in moved.shifts])


def _shift(shift: Shift, seat: Seat) -> str:
    before, after = (
        seat.moment(at).exactly if at else "\u2013" for at in (shift.before, shift.after)
    )
    return f"{business.clock(shift.kind, seat.locale)} {before} \u2192 {after}"


def _refused(outcome: Outcome, seat: Seat) -> list[tuple[str, list[dict[str, str]]]]:
    """The cases that stay as they are, by what the version does not know of them."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for case_id, reasons in outcome.refused.items():
        why = COMMA.in_(seat.locale).join(each.in_(seat.locale) for each in reasons)
        found[why].append({"id": case_id})
    return sorted(found.items(), key=lambda each: -len(each[1]))
