"""How often somebody may ask: per API key or session, and per address, within a moving minute.

Counted in the memory of each web process; nothing of it is written anywhere. With several web
processes the limits count for each of them.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from limits import parse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from schemas.enums import Locale
from schemas.errors import Misconfigured
from schemas.settings import Settings
from starter.api.problems import MEDIA_TYPE, Problem
from starter.web import asking, linked
from starter.web.addresses import counted
from starter.web.render import message
from starter.web.windows import Standing, Windows

FREE = ("/healthz", "/readyz")
"""Whoever looks whether this lives is never turned away: however many ask, it costs nothing."""
_API, _DESK = "/api/", "/desk"
_NOT_BELIEVED = 401


class Limits:
    """Counts, by scope: `key` and `address` for every request, `desk` instead of `address` for
    those of a browser at the desk, `form` for what is sent with a page, `denied` for what was not
    believed; of what is sent, `feedback`, `mine` and `vote` besides; and `contact` for the mails
    that the public form brings about."""

    def __init__(self, scopes: Mapping[str, str]) -> None:
        self._windows = {scope: _parsed(scope, how) for scope, how in scopes.items()}

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits that the settings say.

        Raises:
            Misconfigured: one of them is none.
        """
        scopes = ("key", "address", "desk", "form", "denied", "feedback", "contact", "mine", "vote")
        return cls({scope: getattr(settings, f"limit_{scope}") for scope in scopes})

    def wait(self, scope: str, who: str) -> int:
        """After how many seconds somebody may go on; 0: now, and this once is counted."""
        window = self._windows[scope]
        return 0 if window.hit(who) else max(1, window.standing(who).reset)

    def exhausted(self, scope: str, who: str) -> int:
        """As `wait`, without counting."""
        standing = self.standing(scope, who)
        return 0 if standing.remaining else max(1, standing.reset)

    def standing(self, scope: str, who: str) -> Standing:
        """How somebody stands."""
        return self._windows[scope].standing(who)


class RateLimits:
    """Middleware: turns away who asks too often, and says how much is left."""

    def __init__(self, app: Any, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] in FREE:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        address = counted(request.client.host if request.client else "")
        denied = [("denied", address, True)] if _brings_a_key(request) else []
        asked = [*denied, *((s, w, False) for s, w in _counted(request, address))]
        for name, who, only_tested in asked:
            ask = self._limits.exhausted if only_tested else self._limits.wait
            if seconds := ask(name, who):
                standing = self._limits.standing(name, who)
                await _refusal(request, seconds, standing)(scope, receive, send)
                return
        await self._app(scope, receive, self._told(send, asked[-1][:2], address))

    def _told(self, send: Any, counted_as: tuple[str, str], address: str) -> Any:
        async def sent(event: Any) -> None:
            if event["type"] == "http.response.start":
                if event["status"] == _NOT_BELIEVED:
                    self._limits.wait("denied", address)
                headers = self._limits.standing(*counted_as).headers
                raw = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
                event = {**event, "headers": [*event.get("headers", ()), *raw]}
            await send(event)

        return sent


def _brings_a_key(request: Request) -> bool:
    """Whether somebody has to be believed first. A page behind a link is for everybody, also from
    the address of an office in which a program has an old key."""
    return request.url.path.startswith(_API) or "Authorization" in request.headers


def _counted(request: Request, address: str) -> Iterator[tuple[str, str]]:
    """By what a request is counted; of the last one it is told."""
    is_api, session = request.url.path.startswith(_API), _session(request)
    at_desk = bool(session) and request.url.path.startswith(_DESK)
    key = (request.headers.get(asking.HEADER) if is_api else "") or session
    # One that is invented anew each time is met by the limit of its address. A whole office works
    # behind one, and each page at the desk asks again and again by itself.
    yield "desk" if at_desk else "address", address
    if key and (is_api or at_desk):
        yield "key", hashlib.sha256(key.encode()).hexdigest()[:24]
    elif not is_api and request.method not in ("GET", "HEAD", "OPTIONS"):
        yield "form", address


def _session(request: Request) -> str:
    """The session that a browser says it has, whichever of its names the cookie bears."""
    found = (asking.session(request, secure=secure) for secure in (True, False))
    return next(filter(None, found), "")


def _refusal(request: Request, seconds: int, standing: Standing) -> Response:
    headers = {"Retry-After": str(seconds), **standing.headers}
    answer: Response
    if request.url.path.startswith(_API):
        chinese = request.headers.get("Accept-Language", "").lower().startswith("zh")
        problem = Problem("too_many", seconds=seconds)
        body = problem.body(Locale.ZH if chinese else Locale.EN)
        answer = JSONResponse(body, body["status"], media_type=MEDIA_TYPE)
    else:
        answer = message("often", 429, linked.chosen(request))
    answer.headers.update(headers)
    return answer


def _parsed(scope: str, how: str) -> Windows:
    try:
        item = parse(how)
        return Windows(item.amount, item.get_expiry())
    except ValueError as error:
        name = f"HUIYIN_LIMIT_{scope.upper()}"
        raise Misconfigured(f"{name} must be like 600/minute, and is {how}") from error
