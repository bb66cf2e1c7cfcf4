"""What a caller sees: which cases, and what of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from rules import access, masking
from rules.tasks import ADDRESS
from rules.versions import version
from schemas.access import AccessRole, Caller
from schemas.enums import EventKind
from schemas.errors import UnknownCase
from schemas.events import Event
from schemas.ids import parse_case_id
from schemas.sources import source_of
from schemas.views import CaseView
from starter import projection
from starter.api.callers import Known
from starter.api.problems import Problem
from starter.api.services import services

Json = dict[str, Any]
_TOLD = frozenset(
    {
        *(EventKind.RECEIVED, EventKind.WROTE, EventKind.ASKED, EventKind.REPLIED),
        *(EventKind.PROGRESS, EventKind.UPDATED, EventKind.RESOLVED, EventKind.CONFIRMED),
        *(EventKind.RATED, EventKind.DECLINED, EventKind.SHIPPED),
    }
)
"""Whose words the customer knows: wrote them, or was told."""


def sees(caller: Caller, view: CaseView) -> bool:
    """Whether a caller sees a case: that of its teams; an intake key, what it handed in."""
    if caller.role is AccessRole.INTAKE:
        return view.source == source_of(caller)
    return access.sees(caller, view.state)


def opens(caller: Caller, view: CaseView, now: datetime) -> bool:
    """Whether a caller that sees a case may have its files. They cannot be masked: who does not
    work on the case, nor handed it in, says first why it is looked at (`unmask`)."""
    own = view.source == source_of(caller)
    works = access.sees_names(caller, view.state)
    return own or works or access.unmasked(caller, view.events, now)


async def seen(
    request: Request,
    caller: Known,
    case: Annotated[str, Path(description="The id of a case.", examples=["7KQ2M-9XD3H"])],
) -> CaseView:
    """The case of an address, as the caller sees it.

    Raises:
        Problem: there is none, or it is not for this caller; which of both is not said.
    """
    try:
        found = await services(request).gateway.view(parse_case_id(case))
    except (UnknownCase, ValueError):
        raise Problem("unknown_case") from None
    if not sees(caller, found):
        raise Problem("unknown_case")
    return found


Seen = Annotated[CaseView, Depends(seen)]


def etag(view: CaseView) -> str:
    """The version of a case, as headers write it."""
    return f'"{version(view.events)}"'


def masked(caller: Caller, view: CaseView, status_url: str | None) -> Json:
    """A case without what says who the customer is, as far as the caller need not know."""
    names = _hidden(caller, view)
    whole = projection.whole(view, status_url or "")

    def hide(text: str | None) -> str | None:
        return None if text is None else masking.masked(text, names)

    if view.name and names:
        whole["name"] = masking.name(view.name)
    whole["contact"] = view.contact and masking.address(view.contact)
    whole["text"] = hide(view.text)
    whole["judgement"]["problem"] = hide(whole["judgement"]["problem"])
    if whole["analysis"]:
        _hide_analysis(whole["analysis"], hide)
    if whole["proposal"]:
        whole["proposal"]["text"] = hide(whole["proposal"]["text"])
    for task in whole["tasks"]:
        task |= {"text": hide(task["text"]), "result": hide(task["result"])}
        task["address"] = task["address"] and masking.address(task["address"])
    for file in whole["attachments"]:
        file["name"] = hide(file["name"])
    whole["events"] = [event(caller, view, each) for each in view.events]
    whole["status_url"] = whole["status_url"] or None
    return _outside(whole) if caller.role is AccessRole.INTAKE else whole


def event(caller: Caller, view: CaseView, happened: Event) -> Json:
    """An event whose texts are masked; what was written for staff alone is for staff alone."""
    names = _hidden(caller, view)
    inside = caller.role is AccessRole.INTAKE and happened.kind not in _TOLD
    texts = {
        key: masking.address(text) if key == ADDRESS else masking.masked(text, names)
        for key, text in ({} if inside else happened.texts).items()
    }
    return projection.event(happened.model_copy(update={"texts": texts}))


def _hide_analysis(analysis: Json, hide: Callable[[str], str | None]) -> None:
    """Mask the words of the customer that an analysis rests on."""
    for reason in analysis["reasons"]:
        reason["words"] = [hide(word) for word in reason["words"]]
    for mention in analysis["competitors"]:
        mention["about"] = mention["about"] and hide(mention["about"])


def _outside(whole: Json) -> Json:
    """Without what staff write for each other: for systems that hand feedback in."""
    if whole["proposal"]:
        whole["proposal"]["text"] = None
    return {
        **whole,
        "tasks": [],
        "analysis": None,
        "judgement": {**whole["judgement"], "problem": None},
    }


def _hidden(caller: Caller, view: CaseView) -> tuple[str | None, ...]:
    """The names that a caller need not know."""
    return () if access.sees_names(caller, view.state) else (view.name,)
