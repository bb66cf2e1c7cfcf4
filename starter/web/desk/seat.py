"""What the pages of the desk have in common: who sits there, what they may see, how it is said."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from rules import access
from rules.access import may
from schemas import words as business
from schemas.access import AccessRole, Caller, Permission, Sight
from schemas.enums import Locale
from schemas.errors import RecordUnavailable, UnknownCase
from schemas.policy import Policy
from starter.identity.people import caller_of
from starter.web import form, render
from starter.web.desk import moments
from starter.web.desk.places import PLACES, Place
from starter.web.desk.statics import STAMP
from starter.web.desk.words.frame import WORDS
from starter.web.render import message
from starter.web.staff.visit import House, Stale, Visit

if TYPE_CHECKING:
    from starter.gateway import Gateway
    from starter.hooks import Hooks
    from starter.operations.operations import Operations
    from starter.policies import Policies
    from starter.web.desk.case.services import CaseServices
    from starter.web.desk.live import Live
    from store.absences import Absences
    from store.approvals import Approvals
    from store.desk import DeskQueries
    from store.saved_views import SavedViews
    from store.search import Search
    from store.tables_identity import AccountRow

Words = Mapping[Locale, Mapping[str, str]]

HEADERS = render.HEADERS | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}
"""What every page of the desk carries: whatever acts in it comes from us."""


@dataclass(frozen=True)
class Desk:
    """What the pages of the desk are made with."""

    staff: House
    gateway: "Gateway"
    queries: "DeskQueries"
    approvals: "Approvals"
    absences: "Absences"
    search: "Search"
    views: "SavedViews"
    live: "Live"
    operations: "Operations"
    case: "CaseServices"
    now: Callable[[], datetime]
    policies: "Policies"
    hooks: "Hooks"

    @property
    def root(self) -> str:
        """What stands before every path where a proxy serves us under a path of its own."""
        return self.staff.root

    def close(self) -> None:
        """End what would be waited for, before the process ends."""
        self.live.close()
        self.policies.close()


class Missing(Exception):
    """There is nothing here, or nothing that this person may see."""


class Seat:
    """One request of somebody who works at the desk."""

    def __init__(self, desk: Desk, visit: Visit, account: "AccountRow", policy: Policy) -> None:
        self.desk = desk
        self.visit = visit
        self.account = account
        self.policy = policy
        self.caller: Caller = caller_of(account)
        self.now = desk.now()

    @property
    def login(self) -> str:
        return self.caller.name

    @property
    def sight(self) -> Sight:
        """Which cases this person sees, as questions to the record take it."""
        return access.sight(self.caller)

    @property
    def request(self) -> Request:
        return self.visit.request

    @cached_property
    def locale(self) -> Locale:
        """What the person chose, else what the browser says."""
        return Locale(self.account.locale) if self.account.locale else self.visit.locale

    @property
    def places(self) -> list[Place]:
        """Where this person may go."""
        if self.caller.role is AccessRole.INTAKE:
            return []
        return [place for place in PLACES if self.may(place.permission)]

    def is_at(self, path: str) -> bool:
        """Whether this page is a place, or one below it; the start page has all below it."""
        here = self.request.url.path
        return here == path or (path != PLACES[0].path and here.startswith(f"{path}/"))

    @cached_property
    def here(self) -> str:
        """The address of this page, with what it shows: where a choice of the person leads back to.
        Of an answer to a form, the place that the form is of."""
        url = self.request.url
        if self.request.method != "POST":
            return f"{url.path}?{url.query}" if url.query else url.path
        return next((each.path for each in PLACES[1:] if self.is_at(each.path)), url.path)

    def may(self, permission: Permission) -> bool:
        return may(self.caller, permission)

    def moment(self, at: datetime) -> moments.Moment:
        """An instant as this person hears it."""
        return moments.told(at, self.now, self.locale, self.policy.zone)

    def page(self, template: str, words: Words, status: int = 200, **values: Any) -> Response:
        """A page of the desk, with the words of its own beside those of the frame."""
        said = {**WORDS[self.locale], **words[self.locale], "lang": _LANG[self.locale]}
        frame = {"seat": self, "w": said, "root": self.desk.root, "csrf": self.visit.csrf()}
        asset = f"{self.desk.root}/desk/static/{STAMP}"
        text = render.text(
            f"desk/{template}", **frame, asset=asset, business=_Business(self.locale), **values
        )
        return self.visit.signed(HTMLResponse(text, status_code=status, headers=HEADERS))

    def to(self, path: str) -> Response:
        """To another page of ours, seen by GET."""
        return self.visit.see_other(path)

    def again(self, path: str) -> Response:
        """To another page of ours, to which the browser sends the same form."""
        moved = RedirectResponse(self.desk.root + path, 307, headers=HEADERS)
        return self.visit.signed(moved)


class _Business:
    """The words of the business in one language, for templates: `business('stage', case.stage)`."""

    _TABLES: Mapping[str, Mapping[Any, business.Said]] = {
        "stage": business.STAGES,
        "outcome": business.OUTCOMES,
        "priority": business.PRIORITIES,
        "decision": business.DECISIONS,
        "event": business.EVENTS,
        "clock": business.CLOCKS,
        "role": business.ROLES,
        "solution": business.SOLUTIONS,
        "locale": business.LOCALES,
        "operation": business.OPERATIONS,
    }

    def __init__(self, locale: Locale) -> None:
        self._locale = locale

    def __call__(self, table: str, value: str) -> str:
        return self._TABLES[table][value].in_(self._locale)


Answer = Callable[[Seat], Awaitable[Response]]
Lost = Callable[[Visit, str], Awaitable[Response]]
"""Answers what cannot be taken: `signed_out`, `stale` (a form of another session), or
`unavailable` (the record is away)."""
_LANG = {Locale.ZH: "zh-CN", Locale.EN: "en"}
_NOTHING: Words = {locale: {} for locale in Locale}


def add(
    routes: APIRouter,
    desk: Desk,
    path: str,
    method: str,
    answer: Answer,
    permission: Permission = Permission.READ,
    lost: Lost | None = None,
) -> None:
    """Mount a page of the desk, for whoever is signed in and has a permission. `lost` answers
    instead of the usual words where somebody has typed something that must not be lost."""
    lost = lost or _lost

    async def guarded(request: Request) -> Response:
        visit = Visit(desk.staff, request)
        try:
            account = await visit.account()
            if account is None:
                return await lost(visit, "signed_out")
            policy = await asyncio.to_thread(desk.gateway.policy)
            seat = Seat(desk, visit, account, policy)
            return await _allowed(seat, permission, answer)
        except Stale:
            return await lost(visit, "stale")
        except RecordUnavailable:
            return await lost(visit, "unavailable")
        except form.TooLarge:
            return message("large", 413, visit.locale)

    methods = ["GET", "HEAD"] if method == "GET" else [method]
    routes.add_api_route(path, guarded, methods=methods, response_model=None)


async def _lost(visit: Visit, why: str) -> Response:
    match why:
        case "signed_out" if visit.request.method == "POST":
            return visit.see_other(f"/login?next={PLACES[0].path}")  # there may be nothing to see
        case "signed_out":
            return visit.to_login()
        case "stale":
            return visit.page("said.html", 403, key="stale")
        case _:
            return message("unavailable", 503, visit.locale)


async def _allowed(seat: Seat, permission: Permission, answer: Answer) -> Response:
    if seat.caller.role is AccessRole.INTAKE:
        return seat.page("said.html", _NOTHING, 403, key="no_desk")
    if not seat.may(permission):
        return seat.page("said.html", _NOTHING, 403, key="forbidden")
    try:
        return await answer(seat)
    except (Missing, UnknownCase):
        return seat.page("said.html", _NOTHING, 404, key="missing")
