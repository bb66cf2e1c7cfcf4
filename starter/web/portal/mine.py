"""One's own cases by a mailed link. Whether an address has any is told to that address only."""

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError

from activities.letters.dates import stamp
from rules.links import BadLink
from schemas.enums import Locale
from schemas.errors import RecordUnavailable
from schemas.submissions import Address
from starter.web.form import TooLarge, body, clean
from starter.web.portal.house import House, caller, page, see, tongue, too_often
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

    def show(self, request: Request) -> Response:
        asked = request.query_params.get("asked") == "1"
        return page("mine.html", request, asked=asked, wrong=None, typed="")

    async def ask(self, request: Request) -> Response:
        locale = tongue(request)
        try:
            typed = await _typed(request)
        except TooLarge:
            return message("large", 413, locale)
        try:
            if seconds := self.house.gate.wait("mine", caller(request)):
                values = {"asked": False, "wrong": "too_often", "typed": typed}
                return too_often(request, seconds, "mine.html", values)
            await self.house.own.ask(_ADDRESS.validate_python(typed), locale)
        except ValidationError:
            values = {"asked": False, "wrong": "bad_contact", "typed": typed}
            return page("mine.html", request, 422, **values)
        except RecordUnavailable:
            return message("unavailable", 503, locale, self.house.people)
        return see("./mine", locale, asked="1")

    async def cases(self, request: Request, token: str) -> Response:
        locale = tongue(request)
        try:
            address, found = await self.house.own.cases(token)
            zone = (await asyncio.to_thread(self.house.intake.policy)).zone
        except BadLink:
            return message("own_over", 404, locale, self.house.people)
        except RecordUnavailable:
            return message("unavailable", 503, locale, self.house.people)
        link = self.house.signer.case_token
        cases = [
            {
                "id": case.id,
                "token": link(case.id, address, case.received_at),
                "at": stamp(case.received_at, locale, zone),
                "state": _state(locale, case.stage, case.outcome),
            }
            for case in found
        ]
        return page("own_cases.html", request, cases=cases)


def _state(locale: Locale, stage: str, outcome: str | None) -> str:
    return WORDS[locale][f"closed_{outcome}" if outcome else f"state_{stage}"]


async def _typed(request: Request) -> str:
    try:
        given = parse_qsl((await body(request)).decode(errors="replace"), max_num_fields=20)
    except ValueError as error:
        raise TooLarge from error
    return clean(dict(given).get("contact", ""))
