"""Turns templates into answers that no cache keeps, no frame shows and no script runs in."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from schemas.enums import Locale
from starter.web.words import WORDS

_FOLDER = Path(__file__).with_name("templates")
_STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""What every answer of the customer's pages carries: its address is a secret of theirs."""


def html(template: str, status: int, **values: Any) -> HTMLResponse:
    """Render a page."""
    return HTMLResponse(text(template, **values), status_code=status, headers=HEADERS)


def text(template: str, **values: Any) -> str:
    """A page as text, for a file of its own."""
    return _TEMPLATES.get_template(template).render(values)


def framed(answer: Response, origins: Sequence[str]) -> Response:
    """The same page, that may be shown in a frame on these sites, and on ours."""
    policy = answer.headers["Content-Security-Policy"]
    allowed = " ".join(["frame-ancestors 'self'", *origins])
    answer.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", allowed)
    return answer


def message(
    name: str, status: int, locale: Locale | None = None, people: str | None = None
) -> HTMLResponse:
    """A page that only says something: in both languages unless one was chosen.

    `name` begins the keys of its words; `people` is an address that people read.
    """
    tongues = [WORDS[each] for each in ([locale] if locale else Locale)]
    return html("message.html", status, name=name, tongues=tongues, w=tongues[0], people=people)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup(_STYLE)  # noqa: S704  our own file
    return environment


_TEMPLATES = _environment()
