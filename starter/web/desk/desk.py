"""All pages of the desk."""

from datetime import datetime

from fastapi import APIRouter, Response
from starlette.responses import JSONResponse, StreamingResponse

from rules.access import sight, within
from schemas.access import Caller
from starter.web.desk import (
    board,
    bulk,
    letters,
    my_work,
    operations,
    operations_case,
    policy,
    policy_adopting,
    policy_editing,
    policy_trying,
    preferences,
    search,
    statics,
    views,
)
from starter.web.desk.approvals import pages as approvals
from starter.web.desk.case import case
from starter.web.desk.live import Sees
from starter.web.desk.seat import HEADERS, Desk, Missing, Seat, add
from starter.web.desk.settings import index as settings
from store.desk import Changed

_PAGES = (
    *(my_work, preferences, case, approvals),
    *(board, views, search, bulk),
    *(operations, operations_case),
    *(settings, policy, policy_editing, policy_adopting, policy_trying, letters),
)
_STREAM = HEADERS | {"X-Accel-Buffering": "no"}


def router(desk: Desk) -> APIRouter:
    """Every route of the desk."""
    routes = APIRouter(include_in_schema=False)
    routes.include_router(statics.router())
    for page in _PAGES:
        routes.include_router(page.router(desk))
    add(routes, desk, "/desk/live", "GET", _live)
    add(routes, desk, "/desk/live/changed", "GET", _changed)
    add(routes, desk, "/desk/{rest:path}", "GET", _missing)
    return routes


async def _missing(seat: Seat) -> Response:
    """A slash too many at the end leads where it leads without it."""
    rest = seat.request.path_params["rest"]
    if rest == rest.rstrip("/") and rest:
        raise Missing
    return seat.to(f"/desk/{rest}".rstrip("/"))


async def _live(seat: Seat) -> Response:
    """For a page that was shown at `since`, or a browser that comes back."""
    since = _heard(seat, "Last-Event-ID") or _heard(seat, None)
    stream = seat.desk.live.stream(_sees(seat.caller), since)
    return StreamingResponse(stream, media_type="text/event-stream", headers=_STREAM)


async def _changed(seat: Seat) -> Response:
    """For whoever cannot keep a stream open."""
    since, sees = _heard(seat, None), _sees(seat.caller)
    found = await seat.desk.live.since(since) if since else []
    ids = [each.case_id for each in found if sees(each)]
    return JSONResponse({"at": seat.now.isoformat(), "ids": ids}, headers=HEADERS)


def _heard(seat: Seat, header: str | None) -> datetime | None:
    request = seat.request
    said = request.headers.get(header) if header else request.query_params.get("since")
    try:
        found = datetime.fromisoformat(said) if said else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _sees(caller: Caller) -> Sees:
    seen = sight(caller)

    def sees(changed: Changed) -> bool:
        return within(seen, changed.team, changed.confidential, changed.concerned)

    return sees
