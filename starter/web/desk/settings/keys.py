"""The keys of other systems: which there are, a new one, and the end of one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from rules.access import MAY
from schemas.access import AccessRole, Permission
from starter.identity import tokens
from starter.identity.names import fault
from starter.web.desk.moments import Moment
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.settings import room
from starter.web.desk.settings.people import Wrong, labels, role, teams
from starter.web.desk.words.keys import WORDS
from store.accounts import Taken
from store.tables_identity import KeyRow

if TYPE_CHECKING:
    from store.keys import Keys

HERE = "/desk/settings/keys"
_DONE = ("revoked",)
_FIELDS = 200
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Key:
    """A key in the list, without what lets one in; `teams` none: all."""

    id: str
    name: str
    role: str
    teams: Sequence[str] | None
    used: Moment | None
    expires: Moment | None
    standing: str


@dataclass(frozen=True)
class Made:
    """A new key, shown this once, and a line that uses it."""

    name: str
    key: str
    line: str


def router(desk: Desk) -> APIRouter:
    """The routes of this room."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, HERE, "GET", _show, Permission.PEOPLE)
    add(routes, desk, HERE, "POST", _add, Permission.PEOPLE)
    add(routes, desk, f"{HERE}/{{key}}", "POST", _revoke, Permission.PEOPLE)
    return routes


async def _show(seat: Seat) -> Response:
    return await _page(seat, done=room.done(seat, _DONE))


async def _add(seat: Seat) -> Response:
    fields = await seat.visit.fields(_FIELDS)
    parts = tokens.new_key()
    try:
        row = _row(seat, fields, parts)
        await asyncio.to_thread(_keys(seat).add, row)
    except Taken as taken:
        return await _page(seat, 422, wrong=Wrong("taken", value=taken.value), typed=fields)
    except Wrong as wrong:
        return await _page(seat, 422, wrong=wrong, typed=fields)
    line = _line(seat, AccessRole(row.role), str(parts))
    return await _page(seat, made=Made(row.name, str(parts), line))


async def _revoke(seat: Seat) -> Response:
    await seat.visit.fields()
    key_id = seat.request.path_params["key"]
    if await asyncio.to_thread(_keys(seat).find, key_id) is None:
        raise Missing
    await asyncio.to_thread(_keys(seat).revoke, key_id, seat.now)
    return seat.to(f"{HERE}?done=revoked")


def _row(seat: Seat, fields: Mapping[str, str], parts: tokens.KeyParts) -> KeyRow:
    name = fields.get("name", "").strip()
    if wrong := fault(name):
        raise Wrong(f"name_{wrong}")
    if name in seat.policy.staff:
        raise Wrong("taken", value=name)
    return KeyRow(
        id=parts.id,
        name=name,
        secret=tokens.digest(parts.secret),
        role=role(fields).value,
        teams=",".join(teams(seat, fields)) or None,
        created_at=seat.now,
        expires_at=_until(seat, fields.get("expires", "").strip()),
    )


def _until(seat: Seat, given: str) -> datetime | None:
    """The end of a day in the policy's zone; none if none was given."""
    if not given:
        return None
    try:
        there = datetime.combine(date.fromisoformat(given), _LAST_MINUTE, _zone(seat))
        found = there.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong("day_wrong") from None
    if found <= seat.now:
        raise Wrong("day_past")
    return found


def _zone(seat: Seat) -> ZoneInfo:
    return ZoneInfo(seat.policy.zone)


def _line(seat: Seat, of: AccessRole, key: str) -> str:
    """A line for a shell, that does something which this key may."""
    line = f'curl "{seat.desk.staff.address}/api/v1/feedback" -H "Authorization: Bearer {key}"'
    if of not in MAY[Permission.SUBMIT]:
        return line
    said = WORDS[seat.locale]["example"]
    return f'{line} -H "Content-Type: application/json" -d \'{{"text": "{said}"}}\''


async def _page(
    seat: Seat, status: int = 200, *, wrong: Wrong | None = None, **said: Any
) -> Response:
    rows = await asyncio.to_thread(_keys(seat).listed)
    keys = [_key(seat, each) for each in rows]
    known: dict[str, Any] = {"keys": keys, "teams": labels(seat), "roles": list(AccessRole)}
    known |= {"made": None, "zone": seat.policy.zone}
    return room.page(seat, "keys.html", WORDS, status, wrong=wrong, **{**known, **said})


def _key(seat: Seat, row: KeyRow) -> Key:
    over = row.expires_at is not None and row.expires_at <= seat.now
    return Key(
        id=row.id,
        name=row.name,
        role=row.role,
        teams=row.teams.split(",") if row.teams else None,
        used=seat.moment(row.used_at) if row.used_at else None,
        expires=seat.moment(row.expires_at) if row.expires_at else None,
        standing="revoked" if row.revoked_at else "expired" if over else "holds",
    )


def _keys(seat: Seat) -> "Keys":
    return seat.visit.people.keys
