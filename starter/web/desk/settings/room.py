"""What the pages of the settings have in common."""

from typing import Any

from fastapi import Response

from schemas.enums import Locale
from starter.web.desk.seat import Seat, Words
from starter.web.desk.settings import rooms
from starter.web.desk.words.settings import WORDS as EVERY_ROOMS


def page(seat: Seat, template: str, own: Words, status: int = 200, **values: Any) -> Response:
    """A page of one room, with the way to the others."""
    usual: dict[str, Any] = {"done": None, "wrong": None, "typed": {}}
    return seat.page(
        f"settings/{template}",
        words(own),
        status,
        **{**usual, "rooms": rooms.open_to(seat), **values},
    )


def words(own: Words) -> Words:
    """What a page of one room says, with what the way to the others does."""
    return {locale: {**EVERY_ROOMS[locale], **own[locale]} for locale in Locale}


def done(seat: Seat, known: tuple[str, ...]) -> str | None:
    """What was just done, if it is one of these."""
    said = seat.request.query_params.get("done")
    return said if said in known else None
