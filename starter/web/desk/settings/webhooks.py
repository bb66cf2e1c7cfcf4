"""The systems that hear what happens: which there are, how they fare, a new one, the end of one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response
from pydantic import ValidationError

from schemas.access import Permission
from schemas.enums import EventKind
from schemas.webhooks import NewWebhook
from schemas.words import EVENTS
from starter.hooks import Hooks
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.settings import room
from starter.web.desk.settings.people import Wrong
from starter.web.desk.words.webhooks import WORDS
from store.tables_webhooks import WebhookRow
from store.webhooks import NameTaken, Standing

HERE = "/desk/settings/webhooks"
_DONE = ("ended", "retried")
_EVENT = "event-"
_FIELDS = 80


@dataclass(frozen=True)
class Hook:
    """A webhook in the list; no `events`: all of them."""

    name: str
    url: str
    events: Sequence[str]
    waiting: int
    given_up: int
    trouble: str | None
    is_over: bool


@dataclass(frozen=True)
class Made:
    """A signing secret that is shown now."""

    name: str
    secret: str


def router(desk: Desk) -> APIRouter:
    """The routes of this room."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, HERE, "GET", _show, Permission.SETTINGS)
    add(routes, desk, HERE, "POST", _add, Permission.SETTINGS)
    add(routes, desk, f"{HERE}/{{name}}", "POST", _act, Permission.SETTINGS)
    return routes


async def _show(seat: Seat) -> Response:
    return await _page(seat, done=room.done(seat, _DONE))


async def _add(seat: Seat) -> Response:
    fields = await seat.visit.fields(_FIELDS)
    try:
        row = await asyncio.to_thread(_added, seat, fields)
    except Wrong as wrong:
        return await _page(seat, 422, wrong=wrong, typed=fields)
    return await _page(seat, made=_made(seat, row))


async def _act(seat: Seat) -> Response:
    fields, register = await seat.visit.fields(), _hooks(seat).register
    name = seat.request.path_params["name"]
    row = await asyncio.to_thread(register.find, name)
    if row is None or row.ended_at:
        raise Missing
    match fields.get("do"):
        case "retry":
            await asyncio.to_thread(register.try_again, name, seat.now)
            return seat.to(f"{HERE}?done=retried")
        case "end":
            await asyncio.to_thread(register.end, name, seat.now)
            return seat.to(f"{HERE}?done=ended")
        case "renew":
            await asyncio.to_thread(register.renew_secret, name)
            row = await asyncio.to_thread(register.find, name) or row
        case _:
            pass
    return await _page(seat, made=_made(seat, row))


def _added(seat: Seat, fields: Mapping[str, str]) -> WebhookRow:
    events = [name.removeprefix(_EVENT) for name in fields if name.startswith(_EVENT)]
    given = {"name": fields.get("name", "").strip(), "url": fields.get("url", "").strip()}
    try:
        new = NewWebhook.model_validate({**given, "events": events})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise Wrong(f"{field.removesuffix('s')}_wrong") from None
    try:
        return _hooks(seat).register.add(new, seat.login, seat.now)
    except NameTaken:
        raise Wrong("taken", value=new.name) from None


def _made(seat: Seat, row: WebhookRow) -> Made:
    return Made(row.name, _hooks(seat).secret(row))


async def _page(
    seat: Seat, status: int = 200, *, wrong: Wrong | None = None, **said: Any
) -> Response:
    every = await asyncio.to_thread(_hooks(seat).register.standing)
    kinds = {kind.value: EVENTS[kind].in_(seat.locale) for kind in EventKind}
    known: dict[str, Any] = {"hooks": [_hook(each) for each in every], "kinds": kinds, "made": None}
    return room.page(seat, "webhooks.html", WORDS, status, wrong=wrong, **{**known, **said})


def _hook(each: Standing) -> Hook:
    row = each.webhook
    events = [kind for kind in row.events.split(",") if kind]
    over = row.ended_at is not None
    return Hook(row.name, row.url, events, each.waiting, each.given_up, each.trouble, over)


def _hooks(seat: Seat) -> Hooks:
    return seat.desk.hooks
