"""What the pages behind signed links have in common.

GET and HEAD show, POST acts. Whoever's link is not believed learns nothing from the answer.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from rules.links import BadLink
from schemas.enums import Locale
from schemas.errors import RecordUnavailable, UnknownCase
from starter.web import form
from starter.web.render import HEADERS, message


class LinkedPage(ABC):
    """A page behind a signed link."""

    people: str | None = None
    """A mailbox that people read, named where nothing else can be said."""

    @abstractmethod
    async def _show(self, request: Request, token: str) -> Response:
        """The page; looking changes nothing."""

    @abstractmethod
    async def _act(self, request: Request, token: str) -> Response:
        """What comes of its form."""

    async def show(self, request: Request, token: str) -> Response:
        return await self._guarded(request, self._show(request, token))

    async def act(self, request: Request, token: str) -> Response:
        return await self._guarded(request, self._act(request, token))

    async def _guarded(self, request: Request, answer: Awaitable[Response]) -> Response:
        locale = chosen(request)
        try:
            return await answer
        except (BadLink, UnknownCase):
            return message("invalid", 404, locale, self.people)
        except RecordUnavailable:
            return message("unavailable", 503, locale, self.people)
        except form.TooLarge:
            return message("large", 413, locale)


def routes(path: str, page: LinkedPage) -> APIRouter:
    """The routes of a page; `path` holds a place for `{token}`."""
    found = APIRouter(include_in_schema=False)
    found.add_api_route(path, page.show, methods=["GET", "HEAD"], response_model=None)
    found.add_api_route(path, page.act, methods=["POST"], response_model=None)
    return found


def chosen(request: Request) -> Locale | None:
    """The language that the reader switched to."""
    lang = request.query_params.get("lang")
    return Locale(lang) if lang in set(Locale) else None


def see_other(request: Request) -> Response:
    """Back to the page, seen by GET; relative, for the page may lie under any public address."""
    locale = chosen(request)
    here = "./" + request.path_params["token"]
    return RedirectResponse(f"{here}?lang={locale}" if locale else here, 303, headers=HEADERS)
