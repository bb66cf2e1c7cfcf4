"""One's own cases by a mailed link. Whether an address has any is told to that address only."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError

from activities.letters.dates import stamp
from rules.links import BadLink
from schemas.enums import Locale
from schemas.errors import RecordUnavailable
from schemas.policy import Policy
from schemas.submissions import Address
from starter.web.form import TooLarge, body, clean
from starter.web.portal.house import House, caller, page, see, tongue
from starter.web.portal.words import WORDS
from starter.web.render import message

_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)


def router(house: House) -> APIRouter:
    """The routes of one's own cases."""
    found, door = APIRouter(include_in_schema=False), _Door(house)
    get = ["GET", "HEAD"]
    found.add_api_route("/mine", door.show, methods=get, response_model=None)
    found.add_api_route("/mine", door.ask, methods=["POST"], response_model=None)
    found.add_api_route("/mine/{token}", door.cases, methods=get, response_model=None)
    return found


@dataclass(frozen=True)
class _Door:
    house: House

    async def show(self, request: Request) -> Response:
        asked = request.query_params.get("asked") == "1"
        return await self._guarded(request, self._form(request, asked=asked))

    async def ask(self, request: Request) -> Response:
        return await self._guarded(request, self._asked(request))

    async def cases(self, request: Request, token: str) -> Response:
        return await self._guarded(request, self._cases(request, token))

    async def _guarded(self, request: Request, answer: Awaitable[Response]) -> Response:
        locale, people = tongue(request), self.house.people
        try:
            return await answer
        except BadLink:
            return message("own_over", 404, locale, people)
        except TooLarge:
            return message("large", 413, locale)
        except RecordUnavailable:
            return message("unavailable", 503, locale, people)

    async def _asked(self, request: Request) -> Response:
        typed = await _typed(request)
        if seconds := self.house.limits.wait("mine", caller(request)):
            answer = await self._form(request, 429, wrong="too_often", typed=typed)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        try:
            address = _ADDRESS.validate_python(typed)
        except ValidationError:
            return await self._form(request, 422, wrong="bad_contact", typed=typed)
        await self.house.own.ask(address, tongue(request))
        return see("./mine", tongue(request), asked="1")

    async def _form(
        self,
        request: Request,
        status: int = 200,
        *,
        asked: bool = False,
        wrong: str | None = None,
        typed: str = "",
    ) -> Response:
        board = (await self._policy()).portal.board
        values = {"asked": asked, "wrong": wrong, "typed": typed, "board": board}
        return page("mine.html", request, status, **values)

    async def _cases(self, request: Request, token: str) -> Response:
        locale, policy = tongue(request), await self._policy()
        address, found = await self.house.own.cases(token)
        link = self.house.signer.case_token
        cases = [
            {
                "id": case.id,
                "token": link(case.id, address, case.received_at),
                "at": stamp(case.received_at, locale, policy.zone),
                "state": _state(locale, case.stage, case.outcome),
            }
            for case in found
        ]
        return page("own_cases.html", request, cases=cases, board=policy.portal.board)

    async def _policy(self) -> Policy:
        return await asyncio.to_thread(self.house.intake.policy)


def _state(locale: Locale, stage: str, outcome: str | None) -> str:
    return WORDS[locale][f"closed_{outcome}" if outcome else f"state_{stage}"]


async def _typed(request: Request) -> str:
    try:
        given = parse_qsl((await body(request)).decode(errors="replace"), max_num_fields=20)
    except ValueError as error:
        raise TooLarge from error
    return clean(dict(given).get("contact", ""))
