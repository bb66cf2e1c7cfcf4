"""The page of an outside party: GET and HEAD show its task, POST says that it is done.

It shows the words of the task and nothing of the customer or the case. Looking changes nothing,
however often a mail scanner does it; to send needs the nonce of a page that was shown, and the same
form sent twice is one decision. The link ends with the task.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from activities.letters.dates import moment, stamp, zone_name
from rules import links
from rules.links import BadLink, Link, Purpose, Signer
from rules.teams import team_of
from schemas.enums import DecisionKind, EventKind, Locale
from schemas.errors import Refused
from schemas.events import OUTSIDE, Event
from schemas.messages import Choice
from schemas.submissions import MAX_TEXT, Decision
from schemas.views import CaseView
from starter.tasks import Told, told
from starter.web import form
from starter.web.linked import LinkedPage, chosen, routes, see_other
from starter.web.outside_words import WORDS
from starter.web.protocol import GatewayProtocol
from starter.web.render import html
from starter.web.words import WORDS as EVERYBODYS


def router(gateway: GatewayProtocol, signer: Signer) -> APIRouter:
    """The routes of the page of an outside party."""
    return routes("/t/{token}", _Door(gateway, signer))


@dataclass(frozen=True)
class _Typed:
    """The fields of the form as they were sent; a missing one is empty."""

    nonce: str = ""
    text: str = ""


@dataclass(frozen=True)
class _Remark:
    """What the page says besides the task, and what was typed into its form."""

    status: int = 200
    key: str | None = None
    typed: _Typed = _Typed()


@dataclass(frozen=True)
class _Asked:
    """What a believed link is for."""

    link: Link
    view: CaseView
    added: Event
    task: Told

    @property
    def standing(self) -> str:
        """How things stand for the reader, as a part of the keys of words."""
        if any((each.by, each.task) == (OUTSIDE, self.task.id) for each in self.view.pending):
            return "pending"
        if self.task.is_open:
            return "open"
        return "done" if self.task.ended_by == OUTSIDE else "over"


@dataclass(frozen=True)
class Page:
    """One task on one page, in one language."""

    number: str
    standing: str
    open: bool
    team: str
    text: str | None
    """What is to be done; none once the task has ended."""
    due: str | None
    recorded: str | None
    """When the reader's own answer was recorded, and what it was."""
    answer: str | None
    zone: str


@dataclass(frozen=True)
class _Door(LinkedPage):
    gateway: GatewayProtocol
    signer: Signer

    async def _show(self, request: Request, token: str) -> Response:
        return self._rendered(request, await self._read(token), _Remark())

    async def _act(self, request: Request, token: str) -> Response:
        typed = _typed(await form.body(request))
        asked = await self._read(token)
        try:
            view_id = self._view_id(asked.link, typed.nonce)
        except BadLink:
            return self._rendered(request, asked, _Remark(409, "stale", typed))
        if wrong := _wrong(typed):
            return self._rendered(request, asked, _Remark(422, wrong, typed))
        try:
            await self.gateway.decide(_decision(asked.link, typed, view_id))
        except Refused:
            asked = await self._read(token)  # as it stands by now
            return self._rendered(request, asked, _Remark(409, "refused", typed))
        return see_other(request)

    def _rendered(self, request: Request, asked: _Asked, remark: _Remark) -> Response:
        locale = chosen(request) or Locale(asked.added.data["locale"])
        shown = _page(asked, locale)
        return html(
            "outside.html",
            remark.status,
            w={**EVERYBODYS[locale], **WORDS[locale]},
            page=shown,
            remark=remark,
            nonce=self._nonce(asked.link) if shown.open else None,
            limit=MAX_TEXT,
        )

    async def _read(self, token: str) -> _Asked:
        link = self.signer.read(token, datetime.now(UTC))
        if link.purpose is not Purpose.TASK:
            raise BadLink
        view = await self.gateway.view(link.case_id)
        for event in view.events:
            if event.kind is EventKind.TASK_ADDED and event.data["task"] == link.id:
                return self._believed(link, view, event)
        raise BadLink

    def _believed(self, link: Link, view: CaseView, added: Event) -> _Asked:
        task = next(each for each in told(view) if each.id == link.id)
        if not task.address or not self.signer.is_for(link, links.outside(task.address)):
            raise BadLink
        return _Asked(link, view, added, task)

    def _nonce(self, link: Link) -> str:
        return self.signer.nonce(secrets.token_urlsafe(12), link.case_id, link.cycle, link.id)

    def _view_id(self, link: Link, nonce: str) -> str:
        """The view of the page that a form was shown on.

        Raises:
            BadLink: it was altered, or belongs to another link.
        """
        match self.signer.read_nonce(nonce):
            case [str() as view_id, link.case_id, link.cycle, link.id]:
                return view_id
            case _:
                raise BadLink


def _typed(fields: bytes) -> _Typed:
    try:
        found = dict(parse_qsl(fields.decode(errors="replace"), max_num_fields=20))
    except ValueError as error:
        raise form.TooLarge from error
    return _Typed(nonce=form.clean(found.get("nonce", "")), text=form.clean(found.get("text", "")))


def _wrong(typed: _Typed) -> str | None:
    """The key of the words that say what is wrong with a form; none if nothing is."""
    if not typed.text:
        return "missing_text"
    return "long_text" if len(typed.text) > MAX_TEXT else None


def _decision(link: Link, typed: _Typed, view_id: str) -> Decision:
    return Decision(
        case_id=link.case_id,
        request_id=f"page-{view_id}",
        kind=DecisionKind.DONE,
        by=OUTSIDE,
        cycle=link.cycle,
        choice=Choice(task=link.id),
        texts={"text": typed.text},
    )


def _page(asked: _Asked, locale: Locale) -> Page:
    task, view = asked.task, asked.view
    zone, standing = view.policy.zone, asked.standing
    is_open, own = standing == "open", standing == "done"
    return Page(
        number=f"{view.state.case_id} {task.id}",
        standing=WORDS[locale][f"standing_{standing}"],
        open=is_open,
        team=team_of(view.policy, view.state).label.in_(locale),
        text=task.text if is_open else None,
        due=moment(task.due_at, locale, zone) if is_open and task.due_at else None,
        recorded=stamp(task.ended_at, locale, zone) if own and task.ended_at else None,
        answer=task.result if own else None,
        zone=zone_name(zone, locale),
    )
