"""What is due next, what waits for me, what I handed on."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from rules import approval, versions
from rules.access import sees
from schemas import refusal_words
from schemas.access import Permission
from schemas.case_filter import CaseFilter
from schemas.enums import DecisionKind, EventKind, Stage
from schemas.errors import Refused, UnknownCase
from schemas.messages import Choice
from schemas.state import APPROVAL, CaseState
from schemas.submissions import Decision
from schemas.tasks import Task
from schemas.views import CaseView
from starter.web.desk.approvals.asked import waits_for
from starter.web.desk.names import asked_as
from starter.web.desk.rows import Row, row
from starter.web.desk.seat import Desk, Missing, Seat, add
from starter.web.desk.words.my_work import WORDS
from starter.web.staff.visit import Stale
from store.desk import Shown
from store.search import NOBODY
from store.tables import Case

_MOST, _FREE, _HANDED = 25, 10, 15
_REQUEST, _SEEN = re.compile(r"[A-Za-z0-9_-]{16}"), re.compile(r"\d{1,9}")
_WITH_OTHERS = (Stage.CLARIFYING, Stage.AWAITING_APPROVAL, Stage.AWAITING_CONFIRMATION)


@dataclass(frozen=True)
class Waiting:
    """A case that waits for this person: for a yes, for a task of these names, or to be read."""

    row: Row
    approval: bool
    tasks: Sequence[str]


@dataclass(frozen=True)
class Free:
    """A case of nobody; `seen` is its version, none if this person cannot take it."""

    row: Row
    seen: int | None


@dataclass(frozen=True)
class Taken:
    """A case that this person has just taken; `pending`: it is recorded, to be carried out."""

    id: str
    pending: bool


@dataclass(frozen=True)
class Handed:
    """A case that others have to do with now: who says yes, who has which task, or who owns what
    this person gave to him or her."""

    row: Row
    voices: Sequence[str]
    tasks: Sequence[tuple[str, str]]
    owner: str | None = None


@dataclass(frozen=True)
class Work:
    """Everything on the page; each list is in order of urgency."""

    waiting: Sequence[Waiting]
    mine: Sequence[Row]
    mine_count: int
    free: Sequence[Free]
    free_count: int
    handed: Sequence[Handed]
    handed_more: bool
    """Whether there may be more of them than are shown."""

    @property
    def first(self) -> Row | None:
        """What to do first: what is due first of what waits, and of one's own cases."""
        every = [each.row for each in self.waiting] + list(self.mine)
        return min(every, key=_urgency, default=None)


def router(desk: Desk) -> APIRouter:
    """The start page of the desk."""
    routes = APIRouter(include_in_schema=False)
    add(routes, desk, "/desk", "GET", _show)
    add(routes, desk, "/desk/take/{case}", "POST", _take, Permission.DECIDE)
    return routes


async def _show(seat: Seat) -> Response:
    case = seat.request.query_params.get("taken")
    taken = await asyncio.to_thread(_taken, seat, case) if case else None
    return await _page(seat, taken=taken)


async def _take(seat: Seat) -> Response:
    fields = await seat.visit.fields()
    request, seen = fields.get("request", ""), fields.get("seen", "")
    if not _REQUEST.fullmatch(request) or not _SEEN.fullmatch(seen):
        raise Stale
    view = await asyncio.to_thread(_known, seat, seat.request.path_params["case"])
    try:
        await seat.desk.gateway.decide(
            Decision(
                case_id=view.state.case_id,
                request_id=f"take-{request}-{view.state.case_id}",
                kind=DecisionKind.TAKE,
                by=seat.login,
                expects=int(seen),
            )
        )
    except Refused as refused:
        said = refusal_words.refusal(refused.refusal, seat.locale)
        return await _page(seat, 409, refused=said)
    return seat.to(f"/desk?taken={view.state.case_id}")


def _taken(seat: Seat, case: str) -> Taken | None:
    """What to say of a case that this person has just taken, none if it is not so any more."""
    try:
        view = _known(seat, case)
    except (Missing, UnknownCase):
        return None
    pending = any(p.kind is DecisionKind.TAKE and p.by == seat.login for p in view.pending)
    return Taken(case, pending) if pending or view.state.owner == seat.login else None


def _known(seat: Seat, case: str) -> CaseView:
    """A case, if this person sees it."""
    view = seat.desk.gateway.look(case)
    if not sees(seat.caller, view.state):
        raise Missing
    return view


async def _page(
    seat: Seat, status: int = 200, *, refused: str | None = None, taken: Taken | None = None
) -> Response:
    work, request = await asyncio.to_thread(gathered, seat), secrets.token_urlsafe(12)
    values = {"work": work, "refused": refused, "taken": taken, "request": request}
    return seat.page("my_work.html", WORDS, status, **values)


def gathered(seat: Seat) -> Work:
    """The work of whoever sits there."""
    queries, sight = seat.desk.queries, seat.sight
    turns = queries.turns(asked_as(seat))
    mine = queries.urgent(_owned_by(seat.login), sight, _MOST)
    free = queries.urgent(_owned_by(NOBODY), sight, _FREE)
    unowned = queries.counts(_owned_by(NOBODY), sight)
    others = queries.handed(seat.login, sight, _HANDED)
    shown = _shown(seat, [*turns, *_ids(mine), *_ids(free), *_ids(others)])
    rows = {each: row(seat, found) for each, found in shown.items()}
    own = [rows[each] for each in _ids(mine)]
    handed = [_handed(seat, case, rows[case.id]) for case in mine]
    handed = [each for each in handed if _is_with_others(each)]
    given = [_given(seat, shown[each], rows[each]) for each in _ids(others)]
    handed += [each for each in given if each.owner or each.voices or each.tasks]
    waiting = {each: what for each, what in turns.items() if each in rows}
    heard = (each.id for each in own if each.answered or each.returned)
    waiting |= {each: set() for each in heard if each not in waiting}
    to_do = [each for each in own if each.stage not in _WITH_OTHERS]
    return Work(
        waiting=sorted((_waiting(rows[k], v) for k, v in waiting.items()), key=_urgency_of),
        mine=to_do,
        mine_count=_counted(seat, to_do, whole=len(mine) < _MOST),
        free=[_free(seat, shown[each], rows[each]) for each in _ids(free)],
        free_count=sum(each.cases for each in unowned.values()),
        handed=sorted(handed, key=_urgency_of),
        handed_more=len(others) == _HANDED or len(mine) == _MOST,
    )


def _counted(seat: Seat, to_do: Sequence[Row], *, whole: bool) -> int:
    """How many own cases there are to do, also where not all of them are shown."""
    if whole:
        return len(to_do)
    counts = seat.desk.queries.counts(_owned_by(seat.login), seat.sight)
    return sum(each.cases for stage, each in counts.items() if stage not in _WITH_OTHERS)


def _shown(seat: Seat, ids: Sequence[str]) -> dict[str, Shown]:
    return {each.case.id: each for each in seat.desk.queries.shown(list(dict.fromkeys(ids)))}


def _free(seat: Seat, found: Shown, its_row: Row) -> Free:
    state = CaseState.model_validate(found.case.state)
    given = (found.policy, state, DecisionKind.TAKE, seat.login, Choice())
    can = seat.may(Permission.DECIDE) and approval.refusal(*given) is None
    return Free(its_row, versions.version(found.events) if can else None)


def _handed(seat: Seat, case: Case, its_row: Row) -> Handed:
    state = CaseState.model_validate(case.state)
    others = [each for each in state.tasks if each.person != seat.login]
    tasks = [(each.id, _whose(seat, each)) for each in others]
    return Handed(its_row, waits_for(state), tasks)


def _whose(seat: Seat, task: Task) -> str:
    """Who has a task: a person, else the team by its name."""
    team = seat.policy.teams.get(task.team)
    return task.person or (team.label.in_(seat.locale) if team else task.team)


def _is_with_others(each: Handed) -> bool:
    return not each.row.answered and (each.row.stage in _WITH_OTHERS or bool(each.tasks))


def _given(seat: Seat, found: Shown, its_row: Row) -> Handed:
    """What this person gave out of hand of a case that is another's."""
    state, login = CaseState.model_validate(found.case.state), seat.login
    own = {e.data["task"] for e in found.events if e.kind is EventKind.TASK_ADDED and e.by == login}
    tasks = [(each.id, _whose(seat, each)) for each in state.tasks if each.id in own]
    voices = waits_for(state) if state.proposer == login else ()
    owning = [e for e in found.events if e.kind in (EventKind.TAKEN, EventKind.ASSIGNED)]
    gave = bool(owning) and owning[-1].kind is EventKind.ASSIGNED and owning[-1].by == login
    return Handed(its_row, voices, tasks, state.owner if gave else None)


def _owned_by(login: str) -> CaseFilter:
    return CaseFilter((("owner", login),))


def _ids(cases: Sequence[Case]) -> list[str]:
    return [case.id for case in cases]


def _waiting(found: Row, what: set[str]) -> Waiting:
    return Waiting(found, APPROVAL in what, sorted(what - {APPROVAL}))


def _urgency_of(each: Waiting | Handed) -> tuple[bool, object]:
    return _urgency(each.row)


def _urgency(found: Row) -> tuple[bool, object]:
    return found.bar is None, found.bar and found.bar.due_at
