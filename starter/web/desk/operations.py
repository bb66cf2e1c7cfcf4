"""What does not go on, whether everything answers, and the self-check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from rules.access import sees
from schemas.access import Permission
from starter.doctor.examination import examine
from starter.doctor.verdict import Status, Verdicts
from starter.doctor.words import TITLES
from starter.operations.audit import Lack
from starter.operations.troubles import Ailing
from starter.web.desk.moments import Moment, span
from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.words.operations import WORDS

_MOST = 200
_LOOK_AGAIN = "2"
"""Seconds after which a page that shows how far a check is looks again."""


@dataclass(frozen=True)
class Shown:
    """One finding about the installation."""

    title: str
    status: Status
    found: str
    remedy: str | None
    well_at: Moment | None = None
    """When it was last well, of what is not, if that is known."""


def router(desk: Desk) -> APIRouter:
    """The pages of the whole installation; those of one case are in `operations_case`."""
    routes = APIRouter(include_in_schema=False)
    may = Permission.METRICS
    add(routes, desk, "/desk/operations", "GET", _show, may)
    add(routes, desk, "/desk/operations/doctor", "GET", _doctor, may)
    add(routes, desk, "/desk/operations/audit", "GET", _audit, may)
    add(routes, desk, "/desk/operations/audit", "POST", _begin, may)
    return routes


async def _show(seat: Seat) -> Response:
    found = await seat.desk.operations.look()
    ailing = _seen(seat, found.ailing)
    return seat.page(
        "operations.html",
        WORDS,
        found=found,
        parts=shown(found.parts, seat, seat.desk.operations.well_at),
        ailing=ailing[:_MOST],
        many=len(ailing),
        ages={each.work: span(each.age, seat.locale) for each in found.queues or ()},
    )


async def _doctor(seat: Seat) -> Response:
    verdicts = await examine(seat.desk.operations.settings)
    return seat.page("operations_doctor.html", WORDS, parts=shown(verdicts, seat))


async def _audit(seat: Seat) -> Response:
    check = seat.desk.operations.check
    lacks = _lacking(seat, check.report.lacks if check.report else ())
    page = seat.page(
        "operations_audit.html", WORDS, check=check, lacks=lacks[:_MOST], many=len(lacks)
    )
    if check.running:
        page.headers["Refresh"] = _LOOK_AGAIN
    return page


async def _begin(seat: Seat) -> Response:
    await seat.visit.fields()
    seat.desk.operations.check.begin()
    return seat.to("/desk/operations/audit")


def shown(
    verdicts: Verdicts, seat: Seat, well_at: Mapping[str, datetime] | None = None
) -> list[Shown]:
    """What the doctor found, in this person's language."""
    known = {name: seat.moment(at) for name, at in (well_at or {}).items()}
    return [
        Shown(
            title=TITLES[name].in_(seat.locale),
            status=each.status,
            found=each.found.in_(seat.locale),
            remedy=each.remedy.in_(seat.locale) if each.remedy else None,
            well_at=known.get(name),
        )
        for name, each in verdicts.items()
    ]


def _seen(seat: Seat, ailing: Sequence[Ailing]) -> list[Ailing]:
    return [each for each in ailing if sees(seat.caller, each.state)]


def _lacking(seat: Seat, lacks: Sequence[Lack]) -> list[Lack]:
    return [each for each in lacks if sees(seat.caller, each.state)]
