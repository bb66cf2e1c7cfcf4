"""What the pages of staff have in common: who is signed in, and forms that only they can send."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlsplit

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from rules.links import BadLink, Signer
from schemas.accounts import SESSION_LIFE
from schemas.enums import Locale
from schemas.errors import RecordUnavailable
from starter.identity import proofs
from starter.identity.people import Known, Origin, People
from starter.web import asking, form
from starter.web.addresses import counted
from starter.web.linked import chosen
from starter.web.render import HEADERS, html, message
from starter.web.staff.words import WORDS
from starter.web.words import WORDS as EVERYBODYS

if TYPE_CHECKING:
    from store.tables_identity import AccountRow

_FORM, _BROWSER = "huiyin-form", "huiyin-browser"
_KNOWN_FOR = timedelta(days=400)
_LANG = "huiyin-lang"


class Stale(Exception):
    """A form that was not shown to whoever sent it, or whose session is over since."""


@dataclass
class House:
    """What all pages of staff are made with. `address` is that under which browsers reach it."""

    people: People
    signer: Signer
    address: str

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https."""
        return self.address.startswith("https:")

    @property
    def root(self) -> str:
        """The path under which browsers reach all of it; a proxy takes it away."""
        return urlsplit(self.address).path.rstrip("/")

    def cookie(self, name: str) -> str:
        """The name of a cookie of ours."""
        return asking.cookie(name, secure=self.secure)


class Visit:
    """One request of somebody at a page of staff."""

    def __init__(self, house: House, request: Request) -> None:
        self.house = house
        self.request = request
        self._kept: dict[str, tuple[str, int | None]] = {}

    @property
    def people(self) -> People:
        return self.house.people

    @cached_property
    def locale(self) -> Locale:
        """The language switched to, else that of the browser, else Chinese."""
        known = chosen(self.request) or self.request.cookies.get(_LANG)
        accepted = self.request.headers.get("Accept-Language", "")
        wanted = [known, *(part.strip()[:2].lower() for part in accepted.split(","))]
        return next((Locale(each) for each in wanted if each in set(Locale)), Locale.ZH)

    @property
    def token(self) -> str | None:
        """The token of the session that the browser says it has."""
        return asking.session(self.request, secure=self.house.secure)

    @property
    def device(self) -> str:
        """What the browser calls itself, so that its user knows it again."""
        named = self.request.headers.get("User-Agent", "")
        return "".join(char for char in named if char.isprintable())[:120]

    @property
    def origin(self) -> Origin:
        """Where the request comes from."""
        host = self.request.client.host if self.request.client else ""
        return Origin(counted(host), self.device, self._known)

    async def account(self) -> "AccountRow | None":
        """Who is signed in."""
        return await self.people.account(self.token) if self.token else None

    async def fields(self, most: int = 20) -> dict[str, str]:
        """What was sent with a form of ours, of `most` fields.

        Raises:
            Stale: the form was not shown to this browser and session.
            TooLarge: it is larger than any form of ours.
        """
        return dict(await self.pairs(most))

    async def pairs(self, most: int) -> list[tuple[str, str]]:
        """What was sent with a form of ours that has up to `most` fields, some of one name.

        Raises:
            Stale: the form was not shown to this browser and session.
            TooLarge: it is larger than that.
        """
        try:
            body = (await form.body(self.request)).decode(errors="replace")
            found = parse_qsl(body, max_num_fields=most)
        except ValueError as error:
            raise form.TooLarge from error
        self._require_own(dict(found).get("csrf", ""))
        return [(name, value.replace("\x00", "")) for name, value in found]

    def checked(self, sent: Mapping[str, str]) -> dict[str, str]:
        """The fields of a form that was read elsewhere, if it is one of ours.

        Raises:
            Stale: the form was not shown to this browser and session.
        """
        self._require_own(sent.get("csrf", ""))
        return {name: value.replace("\x00", "") for name, value in sent.items()}

    def csrf(self) -> str:
        """What a form carries, so that no other site can send it."""
        if self._shown_to is None:
            self.set_cookie(_FORM, secrets.token_urlsafe(24))
        return proofs.proof(self.house.signer, self._shown_to or "")

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of staff."""
        w = {**EVERYBODYS[self.locale], **WORDS[self.locale]}
        root = self.house.root
        usual = {"w": w, "root": root, "here": root + self._here, "csrf": self.csrf()}
        shown = html(f"staff/{template}", status, **usual, **values)
        return self.signed(shown)

    def see_other(self, path: str) -> Response:
        """To another page of staff, seen by GET."""
        return self.signed(RedirectResponse(self.house.root + path, 303, headers=HEADERS))

    def to_login(self) -> Response:
        """To the page to sign in, and back here afterwards."""
        return self.see_other(f"/login?next={quote(self.request.url.path)}")

    async def begin_session(self, token: str) -> None:
        """Let the browser keep a session."""
        self.set_cookie(asking.SESSION, token, int(SESSION_LIFE.total_seconds()))
        if account := await self.people.account(token):
            self.know(account.login)

    def know(self, login: str) -> None:
        """Let the browser keep that this person used it: the failures of others do not count in
        it. It lets nobody in."""
        kept = self.house.signer.nonce(_BROWSER, login, secrets.token_urlsafe(16))
        self.set_cookie(_BROWSER, kept, int(_KNOWN_FOR.total_seconds()))

    def end_session(self) -> None:
        """Let the browser forget its session."""
        self.set_cookie(asking.SESSION, "", 0)

    def set_cookie(self, name: str, value: str, seconds: int | None = None) -> None:
        """Let the browser keep something that no script sees and no other site sends."""
        self._kept[self.house.cookie(name)] = (value, seconds)

    def signed(self, answer: Response) -> Response:
        """An answer with the cookies that this visit set."""
        if lang := chosen(self.request):
            self._kept[_LANG] = (lang.value, None)
        for name, (value, seconds) in self._kept.items():
            answer.set_cookie(
                name, value, seconds, httponly=True, samesite="lax", secure=self.house.secure
            )
        return answer

    def _require_own(self, proof: str) -> None:
        reader = self._shown_to
        if reader is None or not proofs.is_proof(self.house.signer, proof, reader):
            raise Stale

    @property
    def _here(self) -> str:
        """A page that can be looked at: where a form of this one leads to, none may be."""
        path = self.request.url.path
        acts = path.startswith("/account/") and path != "/account/codes"
        return "/account" if acts else path

    @property
    def _known(self) -> Known | None:
        """Who has signed in with this browser before."""
        try:
            kept = self.request.cookies.get(self.house.cookie(_BROWSER), "")
            mark, login, browser = self.house.signer.read_nonce(kept)
        except (BadLink, ValueError):
            return None
        return Known(str(login), str(browser)) if mark == _BROWSER else None

    @property
    def _shown_to(self) -> str | None:
        """Stands for the session, or for the browser as long as nobody is signed in."""
        name = self.house.cookie(_FORM)
        new, _ = self._kept.get(name, (None, None))
        found = self.token or new or self.request.cookies.get(name)
        return proofs.shown_to(found) if found else None


Answer = Callable[[Visit], Awaitable[Response]]


def add(routes: APIRouter, house: House, path: str, method: str, answer: Answer) -> None:
    """Mount a page of staff."""

    async def guarded(request: Request) -> Response:
        visit = Visit(house, request)
        try:
            return await answer(visit)
        except Stale:
            return visit.page("said.html", 403, key="stale")
        except RecordUnavailable:
            return message("unavailable", 503, visit.locale)
        except form.TooLarge:
            return message("large", 413, visit.locale)

    methods = ["GET", "HEAD"] if method == "GET" else [method]
    routes.add_api_route(path, guarded, methods=methods, response_model=None)
