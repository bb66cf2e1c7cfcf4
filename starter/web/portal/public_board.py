"""The public board: what was asked, what became of it, and "me too"."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from activities.letters.dates import stamp
from rules.languages import language
from rules.links import BadLink
from schemas.enums import Locale, Outcome, Stage
from schemas.errors import RecordUnavailable
from starter.web.portal.house import House, caller, page, see, tongue
from starter.web.render import message
from store.board import Entry

_COOKIE = "huiyin-voter"
_COOKIE_LIFE = timedelta(days=365)
_IN_WORK = frozenset({Stage.RESOLVING, Stage.AWAITING_CONFIRMATION})
_ENDS = {
    Outcome.CONFIRMED: "board_done",
    Outcome.UNCONFIRMED: "board_done",
    Outcome.DECLINED: "board_declined",
    Outcome.DUPLICATE: "board_known",
}


def router(house: House) -> APIRouter:
    """The routes of the board."""
    found, door = APIRouter(include_in_schema=False), _Door(house)
    found.add_api_route("/board", door.show, methods=["GET", "HEAD"], response_model=None)
    found.add_api_route("/board/{number}/vote", door.vote, methods=["POST"], response_model=None)
    return found


@dataclass(frozen=True)
class _Door:
    house: House

    async def show(self, request: Request) -> Response:
        locale, before = tongue(request), request.query_params.get("before", "")
        try:
            policy = await asyncio.to_thread(self.house.intake.policy)
            if not policy.portal.board:
                return message("missing", 404, locale, self.house.people)
            entries, more, voted = await self.house.board.page(
                _number(before), self._voter(request)
            )
        except RecordUnavailable:
            return message("unavailable", 503, locale, self.house.people)
        shown = [_shown(each, voted, locale, policy.zone) for each in entries]
        return page("board.html", request, entries=shown, more=more, before=before, board=True)

    async def vote(self, request: Request, number: str) -> Response:
        locale = tongue(request)
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return message("missing", 403, locale, self.house.people)
        if (wanted := _number(number)) is None:
            return message("missing", 404, locale, self.house.people)
        if seconds := self.house.limits.wait("vote", caller(request)):
            answer = message("too_often", 429, locale, self.house.people)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        voter = self._voter(request) or secrets.token_urlsafe(16)
        try:
            await self.house.board.vote(wanted, voter, caller(request))
        except RecordUnavailable:
            return message("unavailable", 503, locale, self.house.people)
        return self._back(request, number, voter)

    def _back(self, request: Request, number: str, voter: str) -> Response:
        before = request.query_params.get("before", "")
        query = {} if _number(before) is None else {"before": before}
        answer = see("../../board", tongue(request), **query)
        answer.headers["Location"] += f"#n{number}"
        answer.set_cookie(
            _COOKIE,
            self.house.signer.nonce("voter", voter),
            max_age=int(_COOKIE_LIFE.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self.house.secure,
        )
        return answer

    def _voter(self, request: Request) -> str | None:
        """Which browser this is, if it has voted before and the cookie is ours."""
        try:
            match self.house.signer.read_nonce(request.cookies.get(_COOKIE, "")):
                case ["voter", str() as voter]:
                    return voter
                case _:
                    return None
        except BadLink:
            return None


_DIGITS = 10
"""Numbers on the board are shorter than this."""


def _number(text: str) -> int | None:
    """The number that was written; none if none was that an entry could have."""
    fits = text.isascii() and text.isdigit() and len(text) < _DIGITS
    return int(text) if fits else None


def _shown(entry: Entry, voted: set[int], locale: Locale, zone: str) -> dict[str, Any]:
    written_in = language(f"{entry.title}\n{entry.summary}")
    return {
        "number": entry.number,
        "title": entry.title,
        "summary": entry.summary,
        "lang": "zh-CN" if written_in is Locale.ZH else "en",
        "status": _status(entry),
        "at": stamp(entry.published_at, locale, zone),
        "votes": entry.votes,
        "voted": entry.number in voted,
    }


def _status(entry: Entry) -> str:
    if entry.outcome:
        return _ENDS.get(entry.outcome, "board_over")
    return "board_in_work" if entry.stage in _IN_WORK else "board_looked_at"
