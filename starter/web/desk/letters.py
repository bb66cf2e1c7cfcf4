"""The letters to customers in the company's own words, with a preview while one writes."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Response

from activities.letters.letter import Letter
from schemas import words as business
from schemas.access import Permission
from schemas.enums import Locale, Template
from schemas.letters import BLANKS, IN_SUBJECTS, NEEDED
from starter import letters
from starter.policy_check import as_data
from starter.web.desk.policy import PLACE as POLICY
from starter.web.desk.policy_editing import Written, checked, review
from starter.web.desk.seat import HEADERS, Desk, Missing, Seat, add
from starter.web.desk.settings import room, rooms
from starter.web.desk.words.letters import WORDS

PLACE = "/desk/settings/letters"
_CSP = "Content-Security-Policy"
_FRAMED = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; sandbox;"
    " base-uri 'none'; form-action 'none'"
)
"""A preview runs nothing and leads nowhere."""


@dataclass(frozen=True)
class Side:
    """One language of a letter: own words, and what we ship."""

    locale: Locale
    subject: str
    body: str
    shipped: Letter


@dataclass(frozen=True)
class Sheet:
    """A letter as somebody words it, over the version `seen` of the policy."""

    template: Template
    seen: str | None
    words: dict[tuple[str, Locale], str]
    findings: list[dict[str, Any]] = field(default_factory=list)


def router(desk: Desk) -> APIRouter:
    """Everybody here reads them; who may change the policy writes them."""
    routes = APIRouter(include_in_schema=False)
    one, settings = f"{PLACE}/{{template}}", Permission.SETTINGS
    add(routes, desk, PLACE, "GET", _list)
    add(routes, desk, one, "GET", _show)
    add(routes, desk, one, "POST", _save, settings)
    add(routes, desk, f"{one}/preview/{{locale}}", "GET", _preview)
    add(routes, desk, f"{one}/preview/{{locale}}", "POST", _preview_of_written, settings)
    return routes


async def _list(seat: Seat) -> Response:
    policy = (await asyncio.to_thread(seat.desk.policies.in_force)).policy
    rows = [(each, _named(each, seat.locale), _worded(policy.letters.get(each))) for each in BLANKS]
    return _page(seat, "letters.html", rows=rows)


def _named(template: Template, locale: Locale) -> str:
    name = business.MAILS[template].in_(locale)
    return name[:1].upper() + name[1:]


def _worded(letter: Any) -> list[Locale]:
    words = letters.own(letter)
    return [each for each in Locale if any(words.get((part, each)) for part in letters.PARTS)]


async def _show(seat: Seat) -> Response:
    return _sheet(seat, await _kept(seat))


async def _save(seat: Seat) -> Response:
    sheet = await _written(seat)
    policies = seat.desk.policies
    begun = await asyncio.to_thread(policies.text_of, sheet.seen)
    text = await asyncio.to_thread(letters.worded, begun, sheet.template, sheet.words)
    found = await checked(Written(text, sheet.seen))
    if not found.errors:
        return await review(seat, found)
    every = found.checked.findings if found.checked else ()
    told = [as_data(each, seat.locale) for each in every if each.severity == "error"]
    return _sheet(seat, Sheet(sheet.template, sheet.seen, sheet.words, told), 422)


async def _preview(seat: Seat) -> Response:
    return await _previewed(seat, await _kept(seat))


async def _preview_of_written(seat: Seat) -> Response:
    return await _previewed(seat, await _written(seat))


async def _previewed(seat: Seat, sheet: Sheet) -> Response:
    asked = seat.request.path_params["locale"]
    if asked not in set(Locale):
        raise Missing
    locale = Locale(asked)
    give = (sheet.template, locale, sheet.words, _sender(seat), seat.now)
    letter = await asyncio.to_thread(letters.sample, *give)
    mine = {key: text for key, text in sheet.words.items() if key[1] is locale}
    told = [each.in_(seat.locale) for each in letters.problems(sheet.template, mine)]
    answer = _page(seat, "letter_preview.html", letter=letter, locale=locale, problems=told)
    answer.headers[_CSP] = _FRAMED
    return answer


def _sheet(seat: Seat, sheet: Sheet, status: int = 200) -> Response:
    answer = _page(
        seat,
        "letter.html",
        status,
        sheet=sheet,
        name=_named(sheet.template, seat.locale),
        sides=[_side(sheet, each, seat) for each in Locale],
        blanks=sorted(BLANKS[sheet.template]),
        needed=["link", *NEEDED.get(sheet.template, ())],
        in_subjects=sorted(IN_SUBJECTS),
    )
    answer.headers[_CSP] = f"{HEADERS[_CSP]}; frame-src 'self'"
    return answer


def _side(sheet: Sheet, locale: Locale, seat: Seat) -> Side:
    shipped = letters.sample(sheet.template, locale, {}, _sender(seat), seat.now)
    subject, body = (sheet.words.get((part, locale), "") for part in letters.PARTS)
    return Side(locale, subject, body, shipped)


def _sender(seat: Seat) -> letters.Sender:
    return letters.Sender(seat.desk.staff.address, seat.policy.zone)


def _page(seat: Seat, template: str, status: int = 200, **values: Any) -> Response:
    root = seat.desk.root
    common = {
        "place": f"{root}{PLACE}",
        "policy": f"{root}{POLICY}",
        "rooms": rooms.open_to(seat),
        "may_change": seat.may(Permission.SETTINGS),
    }
    return seat.page(template, room.words(WORDS), status, **common, **values)


async def _kept(seat: Seat) -> Sheet:
    """A letter as the policy in force has it."""
    template, policies = _template(seat), seat.desk.policies
    seen = await asyncio.to_thread(policies.seen)
    policy = (await asyncio.to_thread(policies.in_force)).policy
    return Sheet(template, seen, letters.own(policy.letters.get(template)))


async def _written(seat: Seat) -> Sheet:
    """A letter as somebody has written it on the page."""
    fields = await seat.visit.fields()
    words = {
        (part, each): fields.get(f"{part}_{each}", "").replace("\r\n", "\n").strip()
        for part in letters.PARTS
        for each in Locale
    }
    return Sheet(_template(seat), fields.get("seen") or None, words)


def _template(seat: Seat) -> Template:
    name = seat.request.path_params["template"]
    if name not in set(BLANKS):
        raise Missing
    return Template(name)
