"""Who is away when, and who stands in: for oneself, and for whom one leads."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response
from pydantic import TypeAdapter, ValidationError

from activities.letters.dates import stamp
from rules.absences import day_begins, deputy, may_note
from schemas.absences import Absence
from schemas.bounds import Instant
from starter.web.desk.moments import Moment
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.settings import room
from starter.web.desk.settings.people import Wrong
from starter.web.desk.words.absences import WORDS
from store.absences import Overlaps

if TYPE_CHECKING:
    from store.tables import AbsenceRow

HERE = "/desk/settings/absences"
_DONE = ("added", "removed")
_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Away:
    """An absence in the list; `stands_in` is who was named, or the team's standing deputy."""

    number: int
    login: str
    starts: Moment
    ends: Moment
    stands_in: str | None
    now: bool
    mine: bool
    """Whether this person may take it back."""


def router(desk: Desk) -> APIRouter:
    """The routes of this room."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, HERE, "GET", _show)
    add(routes, desk, HERE, "POST", _add)
    add(routes, desk, f"{HERE}/{{number}}", "POST", _remove)
    return routes


async def _show(seat: Seat) -> Response:
    return await _page(seat, done=room.done(seat, _DONE))


async def _add(seat: Seat) -> Response:
    fields = await seat.visit.fields()
    try:
        absence = _absence(seat, fields)
        await asyncio.to_thread(seat.desk.absences.add, absence, seat.login, seat.now)
    except Overlaps as error:
        return await _page(seat, 409, wrong=_overlapping(seat, error.other), typed=fields)
    except Wrong as wrong:
        return await _page(seat, 422, wrong=wrong, typed=fields)
    return seat.to(f"{HERE}?done=added")


async def _remove(seat: Seat) -> Response:
    await seat.visit.fields()
    given = seat.request.path_params["number"]
    number = int(given) if given.isdecimal() and len(given) <= _LONGEST_NUMBER else 0
    row = await asyncio.to_thread(seat.desk.absences.find, number)
    if row is None or not may_note(seat.policy, seat.login, row.login):
        raise Missing
    await asyncio.to_thread(seat.desk.absences.remove, number, seat.login, seat.now)
    return seat.to(f"{HERE}?done=removed")


def _absence(seat: Seat, fields: Mapping[str, str]) -> Absence:
    login, named = fields.get("login", ""), fields.get("deputy", "") or None
    if not may_note(seat.policy, seat.login, login):
        raise Wrong("not_yours")
    if named and named not in seat.policy.staff:
        raise Wrong("deputy_unknown")
    if named == login:
        raise Wrong("own_deputy")
    starts, ends = _day(seat, fields, "starts"), _day(seat, fields, "ends")
    if ends <= starts:
        raise Wrong("ends_first")
    if ends <= seat.now:
        raise Wrong("past")
    return Absence(login=login, starts=starts, ends=ends, deputy=named)


def _day(seat: Seat, fields: Mapping[str, str], name: str) -> Instant:
    """The first instant of a day that was given, in the policy's zone."""
    try:
        day = date.fromisoformat(fields.get(name, "").strip())
        return TypeAdapter[Instant](Instant).validate_python(day_begins(day, seat.policy.zone))
    except (ValueError, OverflowError, ValidationError):
        raise Wrong("day_wrong") from None


def _overlapping(seat: Seat, row: "AbsenceRow") -> Wrong:
    said = (stamp(at, seat.locale, seat.policy.zone) for at in (row.starts, row.ends))
    starts, ends = said
    return Wrong("overlaps", login=row.login, starts=starts, ends=ends)


async def _page(
    seat: Seat, status: int = 200, *, wrong: Wrong | None = None, **said: Any
) -> Response:
    found = await asyncio.to_thread(_listed, seat)
    staff = sorted(each for each in seat.policy.staff if seat.policy.works_here(each))
    mine = [each for each in staff if may_note(seat.policy, seat.login, each)]
    known = {"absences": found, "mine": mine, "staff": staff, "zone": seat.policy.zone}
    return room.page(seat, "absences.html", WORDS, status, wrong=wrong, **{**known, **said})


def _listed(seat: Seat) -> list[Away]:
    rows = [row for row in seat.desk.absences.listed(seat.now) if _concerns(seat, row.login)]
    now = seat.desk.gateway.away(seat.now)
    return [_away(seat, row, now) for row in rows]


def _concerns(seat: Seat, login: str) -> bool:
    """Whether somebody's absence is this person's business: of oneself, or of one's teams."""
    if login == seat.login or seat.caller.teams is None:
        return True
    teams = seat.policy.teams.values()
    return any(team.role_of(seat.login) and team.role_of(login) for team in teams)


def _away(seat: Seat, row: "AbsenceRow", now: Sequence[Absence]) -> Away:
    is_now = row.starts <= seat.now < row.ends
    standing = standing_deputies(seat)
    named = row.deputy or standing.get(row.login)
    return Away(
        number=row.id or 0,
        login=row.login,
        starts=seat.moment(row.starts),
        ends=seat.moment(row.ends),
        stands_in=deputy(now, row.login, seat.now, standing) if is_now else named,
        now=is_now,
        mine=may_note(seat.policy, seat.login, row.login),
    )


def standing_deputies(seat: Seat) -> dict[str, str]:
    """Who stands in for whom where an absence names nobody."""
    found: dict[str, str] = {}
    for team in seat.policy.teams.values():
        found |= team.deputies
    return found
