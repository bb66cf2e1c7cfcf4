"""The customer's page: GET and HEAD show the case, POST says something about it.

Looking changes nothing, however often a mail scanner does it. Acting needs the nonce of a page
that was shown, and the same form sent twice is one decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from rules.links import BadLink, Link, Purpose, Signer
from schemas.enums import Locale, Refusal
from schemas.errors import RecordUnavailable, Refused
from schemas.files import FileRefused
from schemas.submissions import MAX_TEXT
from schemas.views import CaseView
from starter.web import form, page, speaking
from starter.web.attaching import NO_FILES, Attaching
from starter.web.form import Shown, Typed
from starter.web.linked import LinkedPage, chosen, routes, see_other
from starter.web.page import What
from starter.web.protocol import GatewayProtocol
from starter.web.render import html
from starter.web.words import WORDS


def router(
    gateway: GatewayProtocol, signer: Signer, people: str | None, attaching: Attaching
) -> APIRouter:
    """The routes of the customer's page. `people` is a mailbox that people read."""
    return routes("/c/{token}", _Door(gateway, signer, people, attaching))


@dataclass(frozen=True)
class _Remark:
    """What a page says besides the case, and what was typed into its form."""

    status: int = 200
    key: str | None = None
    wrong: tuple[str, ...] = ()
    typed: Typed = field(default_factory=Typed)
    nonce: str | None = None
    """The nonce of a form that is shown again; none for a new one."""
    what: What | None = None
    """Which form is shown again."""
    file: str = ""
    """The name of the file that is wrong."""


@dataclass(frozen=True)
class _Door(LinkedPage):
    gateway: GatewayProtocol
    signer: Signer
    people: str | None
    attaching: Attaching = NO_FILES

    async def _show(self, request: Request, token: str) -> Response:
        return await self._page(request, await self._read(token), _Remark())

    async def _act(self, request: Request, token: str) -> Response:
        self.signer.read(token, datetime.now(UTC))  # before anything large is taken in
        async with self.attaching.form(request) as sent:
            typed = form.typed(sent.fields, len(sent.files))
            try:
                return await self._send(request, await self._read(token), typed, sent.files)
            except RecordUnavailable:
                locale = chosen(request) or Locale.ZH
                given = {"w": WORDS[locale], "typed": typed, "files": self.attaching.offer(locale)}
                return html("retry.html", 503, **given)

    async def _send(
        self, request: Request, link: Link, typed: Typed, files: Sequence[UploadFile]
    ) -> Response:
        try:
            shown = form.shown(self.signer, link, typed.nonce)
        except BadLink:
            return await self._page(request, link, _Remark(409, "stale", typed=typed))
        again = _Remark(422, "not_sent", typed=typed, nonce=typed.nonce, what=shown.what)
        if wrong := form.errors(typed, shown.what) + self.attaching.errors(files):
            return await self._page(request, link, replace(again, wrong=wrong))
        try:
            async with self.attaching.kept(files) as ids:
                await speaking.say(self.gateway, link, shown, typed, ids)
        except FileRefused as refused:
            why = (f"file_{refused.trouble}",)
            return await self._page(request, link, replace(again, wrong=why, file=refused.name))
        except Refused as refused:
            return await self._refused(request, link, shown, typed, refused.refusal)
        return see_other(request)

    async def _refused(
        self, request: Request, link: Link, shown: Shown, typed: Typed, refusal: Refusal
    ) -> Response:
        view = await self.gateway.view(link.case_id)
        if shown.what is What.RATE:
            remark = _Remark(409, "refused_rating", typed=typed)
        elif refusal is Refusal.WINDOW_OVER:
            remark = _Remark(409, "refused_window", typed=typed)
        elif page.is_answered(view, shown.what, shown.cycle):
            remark = _Remark(200, "already", typed=typed)
        else:
            remark = _Remark(409, "refused", typed=typed)
        return self._rendered(request, link, view, remark)

    async def _page(self, request: Request, link: Link, remark: _Remark) -> Response:
        return self._rendered(request, link, await self.gateway.view(link.case_id), remark)

    def _rendered(self, request: Request, link: Link, view: CaseView, remark: _Remark) -> Response:
        locale = chosen(request) or view.state.locale
        shown = page.page_for(view, link, locale, datetime.now(UTC))
        forms = [ask for ask in (shown.ask, *shown.besides) if ask]
        nonces = {ask.what: form.issue(self.signer, link.case_id, ask) for ask in forms}
        if remark.nonce and remark.what:
            nonces[remark.what] = remark.nonce
        return html(
            "case.html",
            remark.status,
            w=WORDS[locale],
            page=shown,
            remark=remark,
            nonces=nonces,
            links={each.case_id: self._link(view, each) for each in shown.followed},
            token=request.path_params["token"],
            limit=MAX_TEXT,
            people=self.people,
            files=self.attaching.offer(locale),
            blanks={**self.attaching.blanks(locale), "limit": MAX_TEXT, "name": remark.file},
        )

    def _link(self, view: CaseView, followed: page.Followed) -> str:
        """The customer's own link to a case that goes on from this one, beside this page."""
        return self.signer.case_token(followed.case_id, view.contact, followed.at)

    async def _read(self, token: str) -> Link:
        link = self.signer.read(token, datetime.now(UTC))
        if link.purpose in (Purpose.APPROVE, Purpose.TASK):
            raise BadLink
        view = await self.gateway.view(link.case_id)
        if not self.signer.is_for(link, view.contact):
            raise BadLink  # it was written to somebody who is no longer the customer's address
        return link
