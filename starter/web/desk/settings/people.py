"""The accounts of people: who there is, and letting in, changing and shutting out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response
from pydantic import TypeAdapter, ValidationError

from schemas.access import AccessRole, Permission
from schemas.accounts import EVERYWHERE, INVITED_FOR, NewAccount
from schemas.submissions import Address
from starter.identity.names import fault, suggested
from starter.web.desk.moments import Moment
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.settings import room
from starter.web.desk.words.people import WORDS
from store.accounts import LastAdministrator, Taken

if TYPE_CHECKING:
    from store.accounts import Accounts
    from store.tables_identity import AccountRow

HERE = "/desk/settings/people"
TEAM = "team-"
"""Begins the name of a box that chooses a team."""
_DONE = ("changed", "disabled", "enabled", "forgotten")
_FIELDS = 200


@dataclass(frozen=True)
class Person:
    """An account in the list; `teams` are the keys of them, none: all."""

    login: str
    address: str | None
    role: str
    teams: Sequence[str] | None
    chosen: Sequence[str]
    seen: Moment | None
    invited: Moment | None
    standing: str
    codes: bool
    disabled: bool


@dataclass(frozen=True)
class Link:
    """A link to set a password, shown this once."""

    login: str
    address: str
    until: Moment


class Wrong(Exception):
    """What was given cannot be; `key` is that of the words that say why."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def router(desk: Desk) -> APIRouter:
    """The routes of this room."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, HERE, "GET", _show, Permission.PEOPLE)
    add(routes, desk, HERE, "POST", _add, Permission.PEOPLE)
    add(routes, desk, f"{HERE}/{{login}}", "POST", _act, Permission.PEOPLE)
    return routes


async def _show(seat: Seat) -> Response:
    return await _page(seat, done=room.done(seat, _DONE))


async def _add(seat: Seat) -> Response:
    fields = await seat.visit.fields(_FIELDS)
    try:
        new = _new(seat, fields)
        await asyncio.to_thread(_accounts(seat).add, new, seat.now)
    except Taken as taken:
        return await _page(seat, 422, wrong=Wrong("taken", value=taken.value), typed=fields)
    except Wrong as wrong:
        return await _page(seat, 422, wrong=wrong, typed=fields)
    return await _with_link(seat, new.login)


async def _act(seat: Seat) -> Response:
    fields = await seat.visit.fields(_FIELDS)
    login = seat.request.path_params["login"]
    account = await asyncio.to_thread(_accounts(seat).find, login)
    if account is None or account.login != login:
        raise Missing
    if fields.get("do") == "invite":
        return await _with_link(seat, login)
    try:
        done = await asyncio.to_thread(_done, seat, login, fields)
    except LastAdministrator:
        return await _page(seat, 409, wrong=Wrong("last_administrator"))
    except Wrong as wrong:
        return await _page(seat, 422, wrong=wrong)
    return seat.to(f"{HERE}?done={done}")


def _done(seat: Seat, login: str, fields: Mapping[str, str]) -> str:
    """Do what a form asks for; what was done.

    Raises:
        LastAdministrator: nobody would be left who may do this.
        Wrong: a role or a team is unknown.
        Missing: it asks for nothing that there is.
    """
    accounts = _accounts(seat)
    match fields.get("do"):
        case "change":
            accounts.change(login, role(fields), teams(seat, fields))
            return "changed"
        case "disable":
            accounts.disable(login, seat.now)
            return "disabled"
        case "enable":
            accounts.enable(login)
            return "enabled"
        case "forget":
            accounts.drop_second(login)
            return "forgotten"
        case _:
            raise Missing


async def _with_link(seat: Seat, login: str) -> Response:
    token = await seat.visit.people.invite(login)
    if token is None:
        return await _page(seat, 409, wrong=Wrong("shut_out"))
    address = f"{seat.desk.staff.address}/invite/{token}"
    return await _page(seat, link=Link(login, address, seat.moment(seat.now + INVITED_FOR)))


def _new(seat: Seat, fields: Mapping[str, str]) -> NewAccount:
    address = _address(fields.get("address", ""))
    login = fields.get("login", "").strip() or suggested(address)
    if login is None:
        raise Wrong("login_missing")
    if wrong := fault(login):
        raise Wrong(f"login_{wrong}")
    return NewAccount(login=login, address=address, role=role(fields), teams=teams(seat, fields))


def _address(given: str) -> str:
    try:
        return TypeAdapter[str](Address).validate_python(given.strip())
    except ValidationError:
        raise Wrong("address_wrong") from None


def role(fields: Mapping[str, str]) -> AccessRole:
    """The role that was chosen.

    Raises:
        Wrong: there is none such.
    """
    given = fields.get("role", "")
    if given not in set(AccessRole):
        raise Wrong("role_wrong")
    return AccessRole(given)


def teams(seat: Seat, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The teams whose boxes were ticked, in the order of the policy.

    Raises:
        Wrong: the policy has no such team.
    """
    chosen = {name.removeprefix(TEAM) for name in fields if name.startswith(TEAM)}
    if chosen - set(seat.policy.teams):
        raise Wrong("team_wrong")
    return tuple(key for key in seat.policy.teams if key in chosen)


def labels(seat: Seat) -> dict[str, str]:
    """The teams of the policy, by key, as this person calls them."""
    return {key: team.label.in_(seat.locale) for key, team in seat.policy.teams.items()}


async def _page(
    seat: Seat, status: int = 200, *, wrong: Wrong | None = None, **said: Any
) -> Response:
    rows = await asyncio.to_thread(_accounts(seat).listed)
    people = [_person(seat, each) for each in rows]
    known = {"people": people, "teams": labels(seat), "roles": list(AccessRole)}
    return room.page(
        seat, "people.html", WORDS, status, wrong=wrong, **{"link": None, **known, **said}
    )


def _person(seat: Seat, row: "AccountRow") -> Person:
    waits = bool(row.invitation and row.invited_until and row.invited_until > seat.now)
    chosen = [each for each in row.teams.split(",") if each]
    return Person(
        login=row.login,
        address=row.address,
        role=row.role,
        teams=None if row.role in EVERYWHERE else chosen,
        chosen=chosen,
        seen=seat.moment(row.seen_at) if row.seen_at else None,
        invited=seat.moment(row.invited_until) if waits and row.invited_until else None,
        standing=_standing(row, waits=waits),
        codes=row.second is not None,
        disabled=row.disabled_at is not None,
    )


def _standing(row: "AccountRow", *, waits: bool) -> str:
    """The end of the key of the words that say how an account stands."""
    if row.disabled_at:
        return "disabled"
    if row.password:
        return "with_codes" if row.second else "with_password"
    return "invited" if waits else "without_password"


def _accounts(seat: Seat) -> "Accounts":
    return seat.visit.people.accounts
