"""The page of caught mails, for the browser on this machine only."""

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from schemas.enums import Locale
from starter.catcher.mailbox import Mailbox, caught_at
from starter.catcher.reading import read_line, read_mail
from starter.catcher.words import preferred, told

_PER_PAGE = 100
_DIGITS = 10
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'。，；：！？）】]")

# The mail's own frame lives under these rules too: its styles may act, nothing is fetched for it.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page_of(mailbox: Mailbox, first_try: Callable[[Locale], str]) -> Starlette:
    """The application; `first_try` is a line to copy while there is no mail. It changes nothing."""
    pages = _Pages(mailbox, first_try)
    return Starlette(
        routes=[
            Route("/", pages.list),
            Route("/{name}", pages.mail),
            Route("/{name}/raw", pages.raw),
        ],
        # Another site's name that was made to point here must not read the mails.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        exception_handlers={404: pages.missing},
    )


class _Pages:
    # Plain functions: Starlette runs them in threads, where reading files blocks nobody.

    def __init__(self, mailbox: Mailbox, first_try: Callable[[Locale], str]) -> None:
        self._mailbox = mailbox
        self._first_try = first_try
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._templates.filters["linked"] = linked

    def list(self, request: Request) -> Response:
        names = self._mailbox.names()
        last = max(0, (len(names) - 1) // _PER_PAGE)
        page = min(_number(request.query_params.get("page", "")), last)
        shown = names[page * _PER_PAGE : (page + 1) * _PER_PAGE]
        mails = [
            (name, caught_at(name), read_line(path))
            for name in shown
            if (path := self._mailbox.path(name))
        ]
        return self._render(request, "list.html", mails=mails, page=page, last=last)

    def mail(self, request: Request) -> Response:
        path = self._found(request)
        return self._render(request, "mail.html", name=path.name, mail=read_mail(path))

    def raw(self, request: Request) -> Response:
        path = self._found(request)
        return FileResponse(path, media_type="message/rfc822", filename=path.name, headers=_HEADERS)

    def missing(self, request: Request, error: Exception) -> Response:
        return self._render(request, "missing.html", status=404)

    def _found(self, request: Request) -> Path:
        if path := self._mailbox.path(request.path_params["name"]):
            return path
        raise HTTPException(404)

    def _render(
        self, request: Request, template: str, *, status: int = 200, **values: object
    ) -> Response:
        locale = preferred(request.headers.get("accept-language", ""))
        html = self._templates.get_template(template).render(
            words=told(locale), lang=locale.value, first_try=self._first_try(locale), **values
        )
        return HTMLResponse(html, status, headers=_HEADERS)


def linked(text: str) -> Markup:
    """The text as HTML, its addresses as links."""
    html, end = Markup(), 0
    for found in _LINK.finditer(text):
        link = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>')
        html += escape(text[end : found.start()]) + link.format(found[0])
        end = found.end()
    return html + escape(text[end:])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0
