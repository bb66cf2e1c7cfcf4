"""A form that could not be taken: its words are shown again, and can be sent again."""

from collections.abc import Mapping
from contextlib import suppress

from fastapi import Response

from starter.web import form
from starter.web.desk.seat import Desk
from starter.web.desk.words.case import WORDS
from starter.web.staff.visit import Stale, Visit

_TYPED = frozenset({"text", "question", "reason", "summary", "title", "comment", "problem"})
_STATUS = {"signed_out": 401, "stale": 403, "unavailable": 503}

Posted = tuple[Mapping[str, str], int]
"""The fields, and how many files came with them."""


def remember(visit: Visit, fields: Mapping[str, str], files: int) -> None:
    """What was sent with a form can be read once only."""
    visit.request.state.posted = (fields, files)


async def again(desk: Desk, visit: Visit, why: str) -> Response:
    """The words that were sent, and a button to send them again if they came from a form of ours;
    else they can be copied. Nothing of it asks the record."""
    fields, files = await _posted(desk, visit)
    said = WORDS[visit.locale]
    kind = fields.get("form", "").partition("-")[0]
    typed = [(_label(said, kind, k), k, v) for k, v in fields.items() if v and k in _TYPED]
    return visit.page(
        "unsent.html",
        _STATUS[why],
        said=said,
        why=why,
        again=why == "unavailable" and _is_own(visit, fields),
        hidden=[(k, v) for k, v in fields.items() if not (v and k in _TYPED)],
        typed=typed,
        files=files,
        path=visit.request.url.path,
    )


async def _posted(desk: Desk, visit: Visit) -> Posted:
    if known := getattr(visit.request.state, "posted", None):
        return known  # type: ignore[no-any-return]  # set in `remember`
    with suppress(form.TooLarge):
        async with desk.case.attaching.form(visit.request) as posted:
            return posted.fields, len(posted.files)
    return {}, 0


def _is_own(visit: Visit, fields: Mapping[str, str]) -> bool:
    try:
        visit.checked(fields)
    except Stale:
        return False
    return True


def _label(said: Mapping[str, str], kind: str, name: str) -> str:
    return said.get(f"field_{kind}_{name}") or said[f"field_{name}"]
