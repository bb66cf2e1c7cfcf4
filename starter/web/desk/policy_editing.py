"""The policy to be changed: written, checked, and put in force. What was written is never lost."""

import asyncio
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response
from starlette.responses import JSONResponse

from schemas import words as business
from schemas.access import Permission
from schemas.findings import Severity
from schemas.policy_text import InvalidPolicy
from starter.policies import Review, between
from starter.policies import text as as_text
from starter.policy_check import Checked, as_data, check
from starter.web.desk.policy import PLACE, changes, page
from starter.web.desk.seat import HEADERS, Desk, Missing, Seat, add
from store.policies import Overtaken

if TYPE_CHECKING:
    from store.versions import Text

_LONGEST_REASON = 500


@dataclass(frozen=True)
class Written:
    """What somebody wrote over the version `seen`, and what the checks say of it."""

    text: str
    seen: str | None
    reason: str = ""
    checked: Checked | None = None
    first: str = ""
    last: str = ""
    """The days that a trial is asked for, as they were written."""

    @cached_property
    def errors(self) -> int:
        return len(self.checked.errors) if self.checked else 0

    @cached_property
    def warnings(self) -> int:
        return len(self.checked.findings) - self.errors if self.checked else 0

    @cached_property
    def marks(self) -> dict[int, str]:
        """The lines that something is said of, and the worst of it."""
        found = sorted(self.checked.findings if self.checked else (), key=_lightest_first)
        return {each.line or 1: each.severity.value for each in found}

    @property
    def lines(self) -> int:
        return self.text.count("\n") + 1


def router(desk: Desk) -> APIRouter:
    """The pages of who may change the policy."""
    routes = APIRouter(include_in_schema=False)
    for path, method, answer in (
        ("edit", "GET", _edit),
        ("edit", "POST", _check),
        ("findings", "POST", _findings),
        ("review", "POST", _review),
        ("apply", "POST", _apply),
    ):
        add(routes, desk, f"{PLACE}/{path}", method, answer, Permission.SETTINGS)
    return routes


async def written(seat: Seat) -> Written:
    """What was sent with a form of ours."""
    fields = await seat.visit.fields()
    text = fields.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    reason = fields.get("reason", "").strip()
    first, last = (fields.get(name, "").strip() for name in ("first", "last"))
    return Written(text, fields.get("seen") or None, reason, first=first, last=last)


def editor(seat: Seat, found: Written, status: int = 200, **values: Any) -> Response:
    """The page to write on."""
    told = [as_data(each, seat.locale) for each in found.checked.findings] if found.checked else []
    return page(seat, "policy_edit.html", status, written=found, findings=told, **values)


async def checked(given: Written) -> Written:
    """The same with what the checks say."""
    found = await asyncio.to_thread(check, given.text)
    return replace(given, checked=found)


async def _edit(seat: Seat) -> Response:
    policies, wanted = seat.desk.policies, seat.request.query_params.get("version")
    seen = await asyncio.to_thread(policies.seen)
    find = (policies.find, wanted) if wanted else (policies.in_force,)
    begun: Text | None = await asyncio.to_thread(*find)
    if begun is None:
        raise Missing
    return editor(seat, await checked(Written(begun.text, seen)))


async def _check(seat: Seat) -> Response:
    return editor(seat, await checked(await written(seat)))


async def _findings(seat: Seat) -> Response:
    """The same for a script, while somebody is writing."""
    found = await checked(await written(seat))
    every = found.checked.findings if found.checked else ()
    told = [as_data(each, seat.locale) for each in every]
    counts = {"errors": found.errors, "warnings": found.warnings}
    return JSONResponse({"findings": told, **counts}, headers=HEADERS)


async def _review(seat: Seat) -> Response:
    found = await checked(await written(seat))
    return await review(seat, found)


async def review(seat: Seat, found: Written, status: int = 200, **values: Any) -> Response:
    """The page that says what would change, or what is wrong."""
    policy = found.checked.policy if found.checked else None
    if policy is None:
        return editor(seat, found, 422)
    told: Review = await asyncio.to_thread(seat.desk.policies.review, found.text, policy)
    shown = changes(told.changes, seat)
    return page(
        seat, "policy_review.html", status, written=found, review=told, changes=shown, **values
    )


async def _apply(seat: Seat) -> Response:
    found = await written(seat)
    if not 0 < len(found.reason) <= _LONGEST_REASON:
        return await review(seat, await checked(found), 422, missing=True)
    give = (found.text, seat.login, found.reason, found.seen)
    try:
        await asyncio.to_thread(seat.desk.policies.succeed, *give)
    except InvalidPolicy:
        return editor(seat, await checked(found), 422)
    except Overtaken:
        return await _conflict(seat, found)
    return seat.to(f"{PLACE}?applied")


async def _conflict(seat: Seat, found: Written) -> Response:
    """What somebody else put in force meanwhile, and what this person wrote: both, whole."""
    policies = seat.desk.policies
    theirs: Text = await asyncio.to_thread(policies.in_force)
    before = await asyncio.to_thread(policies.find, found.seen) if found.seen else None
    mine = await asyncio.to_thread(as_text, found.text)
    every = await asyncio.to_thread(policies.every)
    by = next((each.by for each in every if each.version == theirs.version), None)
    return page(
        seat,
        "policy_conflict.html",
        409,
        written=found,
        current=theirs,
        by=business.person(by or "", seat.locale),
        theirs=changes(list(between(before or theirs, theirs)), seat),
        mine=changes(list(between(theirs, mine)), seat),
    )


def _lightest_first(finding: Any) -> bool:
    return bool(finding.severity is Severity.ERROR)
