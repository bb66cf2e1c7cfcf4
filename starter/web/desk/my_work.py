"""What is due next, what waits for me, what I handed on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from schemas.case_filter import CaseFilter
from schemas.enums import Stage
from schemas.state import APPROVAL
from starter.web.desk.names import asked_as
from starter.web.desk.rows import Row, row
from starter.web.desk.seat import Desk, Seat, add
from starter.web.desk.words.my_work import WORDS
from store.search import NOBODY
from store.tables import Case

_MOST, _FREE = 100, 10
_WITH_OTHERS = (Stage.CLARIFYING, Stage.AWAITING_APPROVAL, Stage.AWAITING_CONFIRMATION)


@dataclass(frozen=True)
class Waiting:
    """A case that waits for this person: for a yes, for a task of these names, or to be read."""

    row: Row
    approval: bool
    tasks: Sequence[str]


@dataclass(frozen=True)
class Work:
    """Everything on the page; each list is in order of urgency."""

    waiting: Sequence[Waiting]
    mine: Sequence[Row]
    free: Sequence[Row]
    free_count: int
    handed: Sequence[Row]

    @property
    def first(self) -> Row | None:
        """What to do first: what is due first of what waits, and of one's own cases."""
        every = [each.row for each in self.waiting] + list(self.mine)
        return min(every, key=_urgency, default=None)


def router(desk: Desk) -> APIRouter:
    """The start page of the desk."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, "/desk", "GET", _show)
    return routes


async def _show(seat: Seat) -> Response:
    work = await asyncio.to_thread(gathered, seat)
    return seat.page("my_work.html", WORDS, work=work)


def gathered(seat: Seat) -> Work:
    """The work of whoever sits there."""
    queries, teams = seat.desk.queries, seat.sight
    turns = queries.turns(asked_as(seat))
    mine = queries.urgent(_owned_by(seat.login), teams, _MOST)
    free = queries.urgent(_owned_by(NOBODY), teams, _FREE)
    unowned = queries.counts(_owned_by(NOBODY), teams)
    rows = _rows(seat, [*turns, *_ids(mine), *_ids(free)])
    own = [rows[each] for each in _ids(mine)]
    waiting = {each: what for each, what in turns.items() if each in rows}
    waiting |= {each.id: set() for each in own if each.answered and each.id not in waiting}
    return Work(
        waiting=sorted((_waiting(rows[k], v) for k, v in waiting.items()), key=_urgency_of),
        mine=[each for each in own if each.stage not in _WITH_OTHERS],
        free=[rows[each] for each in _ids(free)],
        free_count=sum(each.cases for each in unowned.values()),
        handed=[each for each in own if each.stage in _WITH_OTHERS and not each.answered],
    )


def _rows(seat: Seat, ids: Sequence[str]) -> dict[str, Row]:
    return {
        each.case.id: row(seat, each) for each in seat.desk.queries.shown(list(dict.fromkeys(ids)))
    }


def _owned_by(login: str) -> CaseFilter:
    return CaseFilter((("owner", login),))


def _ids(cases: Sequence[Case]) -> list[str]:
    return [case.id for case in cases]


def _waiting(found: Row, what: set[str]) -> Waiting:
    return Waiting(found, APPROVAL in what, sorted(what - {APPROVAL}))


def _urgency_of(each: Waiting) -> tuple[bool, object]:
    return _urgency(each.row)


def _urgency(found: Row) -> tuple[bool, object]:
    return found.bar is None, found.bar and found.bar.due_at
