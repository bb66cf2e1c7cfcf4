"""The public form: shown, sent once, thanked for; alone, or in a frame on other sites."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from rules.links import BadLink
from schemas import sources
from schemas.enums import Locale
from schemas.errors import RecordUnavailable, UnknownCase
from schemas.files import FileRefused
from schemas.policy import Policy
from schemas.submissions import MAX_TEXT
from starter.web.form import TooLarge
from starter.web.portal import channels, sending
from starter.web.portal.house import House, caller, page, see, tongue
from starter.web.portal.sending import Sent
from starter.web.render import framed, message

_PLAIN, _FRAME = "/feedback", "/feedback/frame"


def router(house: House) -> APIRouter:
    """The routes of the form, alone and in a frame."""
    found = APIRouter(include_in_schema=False)
    for path, door in ((_PLAIN, _Door(house)), (_FRAME, _Door(house, framed=True))):
        get = {"methods": ["GET", "HEAD"], "response_model": None}
        found.add_api_route(path, door.show, **get)  # type: ignore[arg-type]
        found.add_api_route(path, door.send, methods=["POST"], response_model=None)
        found.add_api_route(path + "/sent/{token}", door.thank, **get)  # type: ignore[arg-type]
    return found


@dataclass(frozen=True)
class _Door:
    house: House
    framed: bool = False

    async def show(self, request: Request) -> Response:
        return await self._guarded(request, Sent(channel=request.query_params.get("channel", "")))

    async def send(self, request: Request) -> Response:
        try:
            async with self.house.attaching.form(request) as form:
                sent = sending.read(form.fields, len(form.files))
                return await self._guarded(request, sent, form.files, posted=True)
        except TooLarge:
            return message("large", 413, tongue(request))

    async def thank(self, request: Request, token: str) -> Response:
        locale = tongue(request)
        try:
            link = self.house.signer.read(token, datetime.now(UTC))
            view = await self.house.intake.view(link.case_id)
            policy = await asyncio.to_thread(self.house.intake.policy)
        except (BadLink, UnknownCase):
            return message("invalid", 404, locale, self.house.people)
        except RecordUnavailable:
            return message("unavailable", 503, locale, self.house.people)
        told_by_page = not view.contact or view.events[0].data.get("unmailed", False)
        mailed = self.house.signer.is_for(link, view.contact) and not told_by_page
        told = {"token": token, "case": link.case_id, "board": policy.portal.board}
        return self._page("sent.html", request, 200, mailed=mailed, **told)

    async def _guarded(
        self,
        request: Request,
        sent: Sent,
        files: Sequence[UploadFile] = (),
        *,
        posted: bool = False,
    ) -> Response:
        locale = tongue(request)
        try:
            policy = await asyncio.to_thread(self.house.intake.policy)
        except RecordUnavailable:
            return message("unavailable", 503, locale, self.house.people)
        if channels.form(policy, sent.channel or None, locale) is None:
            return message("missing", 404, locale, self.house.people)
        if not posted or not sent.nonce:  # the widget opens the form by a POST without a nonce
            return self._form(request, policy, sent)
        return await self._take(request, policy, sent, files)

    async def _take(
        self, request: Request, policy: Policy, sent: Sent, files: Sequence[UploadFile]
    ) -> Response:
        if seconds := self.house.limits.wait("feedback", caller(request)):
            values = self._values(request, policy, sent, ("too_often",))
            answer = self._page("feedback.html", request, 429, **values)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        try:
            view = sending.view_id(self.house.signer, sent.nonce, self.house.now())
        except BadLink:
            return self._form(request, policy, sent, 409, ("stale_form",))
        if wrong := sending.errors(sent, policy) + self.house.attaching.errors(files):
            return self._form(request, policy, sent, 422, wrong)
        try:
            async with self.house.attaching.kept(files) as ids:
                return await self._keep(request, policy, sent, view, ids)
        except FileRefused as refused:
            why = (f"file_{refused.trouble}",)
            return self._form(request, policy, sent, 422, why, file=refused.name)
        except RecordUnavailable:
            return self._form(request, policy, sent, 503, ("retry_form",))

    async def _keep(
        self, request: Request, policy: Policy, sent: Sent, view: str, files: tuple[str, ...]
    ) -> Response:
        locale = tongue(request)
        form = channels.form(policy, sent.channel or None, locale)
        channel = form.key if form else policy.public_channels[0]
        item = sending.submission(sent, view, channel, _language(request, locale))
        wait = self.house.limits.wait
        unmailed = bool(sent.contact) and wait("contact", sending.mailbox(sent.contact)) > 0
        origin = sending.origin(sent, self.house.widget_secret, files, unmailed=unmailed)
        accepted = await self.house.intake.submit(item, sources.PORTAL, origin=origin)
        token = accepted.status_url.rpartition("/")[2]
        here = "frame" if self.framed else "feedback"
        return see(f"./{here}/sent/{token}", locale)

    def _form(
        self,
        request: Request,
        policy: Policy,
        sent: Sent,
        status: int = 200,
        wrong: tuple[str, ...] = (),
        file: str = "",
    ) -> Response:
        values = self._values(request, policy, sent, wrong, file)
        return self._page("feedback.html", request, status, **values)

    def _values(
        self,
        request: Request,
        policy: Policy,
        sent: Sent,
        wrong: tuple[str, ...],
        file: str = "",
    ) -> dict[str, object]:
        locale, house = tongue(request), self.house
        stale = "stale_form" in wrong or not sent.nonce
        categories = [(key, each.label.in_(locale)) for key, each in policy.categories.items()]
        return {
            "form": channels.form(policy, sent.channel or None, locale),
            "nonce": sending.issue(house.signer, house.now()) if stale else sent.nonce,
            "sent": sent,
            "wrong": wrong,
            "categories": categories,
            "consent": policy.portal.consent.in_(locale),
            "consent_box": policy.portal.consent_box,
            "limit": MAX_TEXT,
            "files": house.attaching.offer(locale),
            "blanks": {**house.attaching.blanks(locale), "limit": MAX_TEXT, "name": file},
            "board": policy.portal.board,
            "in_frame": self.framed,
        }

    def _page(
        self, template: str, request: Request, status: int = 200, **values: object
    ) -> Response:
        answer = page(template, request, status, **{"in_frame": self.framed, **values})
        return framed(answer, self.house.origins) if self.framed else answer


def _language(request: Request, locale: Locale) -> Locale | None:
    """The language of the case: of the page if it was chosen, else that of the text."""
    return locale if request.query_params.get("lang") else None
