"""What all public pages share: their services, their language, and who is asking."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from rules.links import Signer
from schemas.enums import Locale
from schemas.policy import Policy
from schemas.submissions import Accepted, Submission
from schemas.views import CaseView
from starter.board import BoardDoor
from starter.following import Origin
from starter.own_cases import OwnCases
from starter.web.addresses import counted
from starter.web.attaching import Attaching
from starter.web.limits import Limits
from starter.web.linked import chosen
from starter.web.portal.words import WORDS
from starter.web.render import HEADERS, html


class Intake(Protocol):
    """Takes what is sent with the form."""

    async def submit(
        self, submission: Submission, source: str = ..., *, origin: Origin = ...
    ) -> Accepted:
        """Make a case of an item, or find the case that it already is."""

    async def view(self, case: str, /) -> CaseView:
        """Everything about a case."""

    def policy(self) -> Policy:
        """The policy in force."""


@dataclass(frozen=True)
class House:
    """The services of the public pages; `origins` are the sites that may show the form."""

    intake: Intake
    board: BoardDoor
    own: OwnCases
    signer: Signer
    limits: Limits
    attaching: Attaching
    now: "Clock"
    people: str | None = None
    origins: tuple[str, ...] = ()
    widget_secret: str | None = field(default=None, repr=False)
    secure: bool = False
    """Whether the pages are reached by https."""


class Clock(Protocol):
    def __call__(self) -> datetime: ...


def tongue(request: Request) -> Locale:
    """The language that was switched to, or else the first of the browser's that we speak."""
    if locale := chosen(request):
        return locale
    for part in request.headers.get("accept-language", "").split(","):
        name = part.split(";")[0].strip().lower()[:2]
        if name in set(Locale):
            return Locale(name)
    return Locale.ZH


def caller(request: Request) -> str:
    """The network address that a request comes from: of IPv6 the network, which is one place."""
    return counted(request.client.host if request.client else "")


def page(template: str, request: Request, status: int = 200, **values: Any) -> Response:
    """A public page in the reader's language; `root` leads from it to the first page."""
    locale = tongue(request)
    return html(template, status, **shared(request, locale), **values)


def shared(request: Request, locale: Locale) -> dict[str, Any]:
    """What every public template is given."""
    other = Locale.EN if locale is Locale.ZH else Locale.ZH
    kept = {k: v for k, v in request.query_params.items() if k in ("channel", "before", "asked")}
    depth = request.url.path.strip("/").count("/")
    return {
        "w": WORDS[locale],
        "lang": locale.value,
        "switch": "?" + urlencode({**kept, "lang": other.value}),
        "root": "../" * depth or "./",
    }


def see(address: str, locale: Locale, **query: str) -> Response:
    """To another page by GET; the address is relative, for ours may lie under any public one."""
    return RedirectResponse(
        f"{address}?{urlencode({**query, 'lang': locale.value})}", 303, headers=HEADERS
    )
