"""The approver's page: GET and HEAD show a proposal, POST says yes or no to it.

Looking changes nothing, however often a mail scanner does it. Deciding needs the nonce of a page
that was shown, and the same form sent twice is one decision. The link is bound to one person, one
version of the proposal and one level.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from rules.links import BadLink, Link, Purpose, Signer, part, staff
from schemas.enums import DecisionKind, Locale, Refusal
from schemas.errors import Refused
from schemas.messages import Choice
from schemas.submissions import MAX_TEXT, Decision
from schemas.views import CaseView
from starter.web import approving, form
from starter.web.approver_words import WORDS
from starter.web.linked import LinkedPage, chosen, routes, see_other
from starter.web.protocol import GatewayProtocol
from starter.web.render import html
from starter.web.words import WORDS as EVERYBODYS

_ANSWERS = {"yes": DecisionKind.APPROVE, "no": DecisionKind.REJECT}


def router(gateway: GatewayProtocol, signer: Signer) -> APIRouter:
    """The routes of the approver's page."""
    return routes("/a/{token}", _Door(gateway, signer))


@dataclass(frozen=True)
class Typed:
    """The fields of the form as they were sent; a missing one is empty."""

    nonce: str = ""
    answer: str = ""
    reason: str = ""


@dataclass(frozen=True)
class _Remark:
    """What the page says besides the proposal, and what was typed into its form."""

    status: int = 200
    key: str | None = None
    typed: Typed = field(default_factory=Typed)


@dataclass(frozen=True)
class _Asked:
    """What a believed link is for."""

    link: Link
    login: str
    view: CaseView


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
            view_id = self._view_id(asked, typed.nonce)
        except BadLink:
            return self._rendered(request, asked, _Remark(409, "stale", typed))
        if wrong := _wrong(typed):
            return self._rendered(request, asked, _Remark(422, wrong, typed))
        try:
            await self.gateway.decide(_decision(asked, typed, view_id))
        except Refused as refused:
            return await self._refused(request, token, typed, refused.refusal)
        return see_other(request)

    async def _refused(
        self, request: Request, token: str, typed: Typed, refusal: Refusal
    ) -> Response:
        asked = await self._read(token)  # as it stands by now
        decided = refusal in (Refusal.ALREADY_DECIDED, Refusal.OTHER_VERSION)
        remark = _Remark(409, None if decided else "refused", typed)
        return self._rendered(request, asked, remark)

    def _rendered(self, request: Request, asked: _Asked, remark: _Remark) -> Response:
        person = asked.view.policy.people.get(asked.login)
        locale = chosen(request) or (person and person.locale) or Locale.ZH
        shown = approving.page_for(asked.view, asked.link, asked.login, locale)
        words = {**EVERYBODYS[locale], **WORDS[locale]}
        nonce = self._nonce(asked) if shown.open else None
        return html(
            "approval.html",
            remark.status,
            w=words,
            page=shown,
            remark=remark,
            nonce=nonce,
            limit=MAX_TEXT,
        )

    async def _read(self, token: str) -> _Asked:
        link = self.signer.read(token, datetime.now(UTC))
        if link.purpose is not Purpose.APPROVE:
            raise BadLink
        view = await self.gateway.view(link.case_id)
        for login in sorted(view.policy.staff):
            if self.signer.is_for(link, staff(login)):
                return _Asked(link, login, view)
        raise BadLink  # its reader does not work here any more

    def _nonce(self, asked: _Asked) -> str:
        link = asked.link
        view_id = secrets.token_urlsafe(12)
        return self.signer.nonce(view_id, link.case_id, link.cycle, link.id, asked.login)

    def _view_id(self, asked: _Asked, nonce: str) -> str:
        """The view of the page that a form was shown on.

        Raises:
            BadLink: it was altered, or belongs to another link.
        """
        link = asked.link
        match self.signer.read_nonce(nonce):
            case [str() as view_id, link.case_id, link.cycle, link.id, asked.login]:
                return view_id
            case _:
                raise BadLink


def _typed(fields: bytes) -> Typed:
    try:
        found = dict(parse_qsl(fields.decode(errors="replace"), max_num_fields=20))
    except ValueError as error:
        raise form.TooLarge from error
    return Typed(**{name: form.clean(found.get(name, "")) for name in Typed.__dataclass_fields__})


def _wrong(typed: Typed) -> str | None:
    """The key of the words that say what is wrong with a form; none if nothing is."""
    if typed.answer not in _ANSWERS:
        return "missing_choice"
    if typed.answer == "no" and not typed.reason:
        return "missing_reason"
    return "long_text" if len(typed.reason) > MAX_TEXT else None


def _decision(asked: _Asked, typed: Typed, view_id: str) -> Decision:
    link, proposal = asked.link, asked.view.state.proposal
    version, level = map(int, link.id.split("."))
    same = proposal and link.id == part(asked.view.state.version, _level(asked.view))
    return Decision(
        case_id=link.case_id,
        request_id=f"page-{view_id}",
        kind=_ANSWERS[typed.answer],
        by=asked.login,
        cycle=link.cycle,
        choice=Choice(
            version=version, level=level, hash=proposal.hash if proposal and same else None
        ),
        texts={"reason": typed.reason} if typed.reason else {},
    )


def _level(view: CaseView) -> int:
    return view.state.asked.level if view.state.asked else 0
