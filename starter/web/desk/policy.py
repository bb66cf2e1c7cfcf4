"""The policy to be read: in plain words, as text, its versions, and what is between two."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from rules.policy_diff import Change
from schemas import words as business
from schemas.access import Permission
from schemas.chats import without_secrets
from starter.policies import between
from starter.policy_page.page import sections
from starter.policy_page.voice import Table, Voice
from starter.web.desk.moments import Moment
from starter.web.desk.seat import Desk, Missing, Seat, Words, add
from starter.web.desk.settings import room, rooms
from starter.web.desk.words.policy import WORDS

if TYPE_CHECKING:
    from store.versions import Text, Version

PLACE = "/desk/settings/policy"
_TRIALS = 10


@dataclass(frozen=True)
class Shown:
    """A version in a list."""

    version: str
    name: str
    since: Moment | None
    by: str
    reason: str
    running: int
    in_force: bool


@dataclass(frozen=True)
class ShownChange:
    """One difference, as people read it."""

    key: str
    what: str
    before: str
    after: str


def router(desk: Desk) -> APIRouter:
    """The pages that only show."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, PLACE, "GET", _in_force)
    add(routes, desk, f"{PLACE}/versions", "GET", _versions)
    add(routes, desk, f"{PLACE}/versions/{{version}}", "GET", _version)
    add(routes, desk, f"{PLACE}/compare", "GET", _compare)
    return routes


def page(
    seat: Seat, template: str, status: int = 200, *, more: Words | None = None, **values: Any
) -> Response:
    """A page of the policy, with the way to the others; `more` are words of its own."""
    said = {locale: {**WORDS[locale], **(more or WORDS)[locale]} for locale in WORDS}
    changes = seat.may(Permission.SETTINGS)
    place = f"{seat.desk.root}{PLACE}"
    return seat.page(
        template,
        room.words(said),
        status,
        place=place,
        may_change=changes,
        rooms=rooms.open_to(seat),
        **values,
    )


def changes(found: Sequence[Change], seat: Seat) -> list[ShownChange]:
    """Differences as this person reads them."""
    voice = Voice(seat.locale)
    return [
        ShownChange(
            key=each.key,
            what=each.title.in_(seat.locale),
            before=voice.short(each.before),
            after=voice.short(each.after),
        )
        for each in found
    ]


async def _in_force(seat: Seat) -> Response:
    found = await asyncio.to_thread(seat.desk.policies.in_force)
    return await _shown(seat, found, "applied" in seat.request.query_params)


async def _version(seat: Seat) -> Response:
    name = seat.request.path_params["version"]
    return await _shown(seat, await _found(seat, name), applied=False)


async def _shown(seat: Seat, found: "Text", applied: bool) -> Response:
    every = [shown(each, seat) for each in await asyncio.to_thread(seat.desk.policies.every)]
    version = next((each for each in every if each.version == found.version), None)
    as_text = seat.request.query_params.get("as") == "text"
    return page(
        seat,
        "policy.html",
        found=found,
        version=version,
        applied=applied,
        others=sum(each.running for each in every if not each.in_force),
        text=without_secrets(found.text) if as_text else None,
        sections=[] if as_text else _sections(found, seat),
    )


def _sections(found: "Text", seat: Seat) -> list[tuple[str, Table]]:
    told = sections(found.policy, Voice(seat.locale))
    return [(heading.in_(seat.locale), table) for heading, table in told if table.rows]


async def _versions(seat: Seat) -> Response:
    policies = seat.desk.policies
    every = await asyncio.to_thread(policies.every)
    trials = await asyncio.to_thread(policies.trials.latest, _TRIALS, seat.now)
    told = [(each, seat.moment(each.begun_at)) for each in trials]
    return page(
        seat, "policy_versions.html", versions=[shown(each, seat) for each in every], trials=told
    )


async def _compare(seat: Seat) -> Response:
    asked = seat.request.query_params
    before = await _found(seat, asked.get("from", ""))
    after = await _found(seat, asked.get("to", ""))
    found = changes(list(between(before, after)), seat)
    return page(seat, "policy_compare.html", before=before, after=after, changes=found)


async def _found(seat: Seat, version: str) -> "Text":
    found = await asyncio.to_thread(seat.desk.policies.find, version)
    if found is None:
        raise Missing
    return found


def shown(version: "Version", seat: Seat) -> Shown:
    """A version as this person reads it."""
    return Shown(
        version=version.version,
        name=version.name,
        since=seat.moment(version.since) if version.since else None,
        by=business.person(version.by, seat.locale) if version.by else "",
        reason=version.reason or "",
        running=version.running,
        in_force=version.in_force,
    )
