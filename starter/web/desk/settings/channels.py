"""The ways in: what each is for, where its form is, and what to put on another site."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Response

from schemas.enums import Locale
from schemas.policy import Channel
from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.settings import room, rooms
from starter.web.desk.words.channels import WORDS
from store.desk import Count

HERE = "/desk/settings/channels"
_NONE = Count(0, 0)


@dataclass(frozen=True)
class Shown:
    """A channel; `form` and `snippet` are none if it has no form for everybody."""

    key: str
    label: str
    purpose: str | None
    category: str | None
    form: str | None
    snippet: str | None
    count: Count


def router(desk: Desk) -> APIRouter:
    """The route of this room."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, HERE, "GET", _show)
    return routes


async def _show(seat: Seat) -> Response:
    counts = await asyncio.to_thread(seat.desk.queries.counts_by, "channel", seat.sight)
    known = seat.policy.channels.items()
    shown = [_shown(seat, key, channel, counts.get(key, _NONE)) for key, channel in known]
    return room.page(seat, "channels.html", WORDS, channels=shown, policy=rooms.policy_of(seat))


def _shown(seat: Seat, key: str, channel: Channel, count: Count) -> Shown:
    base, public = seat.desk.staff.address, key in seat.policy.public_channels
    category = seat.policy.categories.get(channel.default_category or "")
    return Shown(
        key=key,
        label=channel.label.in_(seat.locale),
        purpose=channel.purpose.in_(seat.locale) if channel.purpose else None,
        category=category.label.in_(seat.locale) if category else None,
        form=f"{base}/feedback?channel={key}" if public else None,
        snippet=_snippet(base, key, seat.locale) if public else None,
        count=count,
    )


def _snippet(base: str, key: str, locale: Locale) -> str:
    """What another site puts into its pages to show the button."""
    named = f'data-channel="{key}" data-lang="{locale.value}"'
    return f'<script src="{base}/widget.js" {named} defer></script>'
