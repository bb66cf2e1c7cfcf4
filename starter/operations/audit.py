"""The self-check: every open case has somebody whose turn it is, a next deadline, a workflow."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from rules import promise
from rules.promise import Gap
from schemas.errors import EngineUnavailable
from schemas.state import CaseState
from store.backlog import Backlog
from store.unended import Standing, Unended

if TYPE_CHECKING:
    from activities.protocols import Now
    from engine.cases import Cases
    from starter.operations.motor import Connect
    from store.database import Database

Step = Callable[[int, int], None]
"""Hears how many cases are looked at, and of how many."""
_PAGE = 1000
_ASKED_ONE_BY_ONE = 500
_STUCK = 1000
_AT_ONCE = 20


@dataclass(frozen=True)
class Lack:
    """A case that lacks something."""

    state: CaseState
    gaps: tuple[Gap, ...]


@dataclass
class Report:
    """What was found at an instant. `workflows` is whether Temporal could be asked for them."""

    at: datetime
    checked: int = 0
    workflows: bool = True
    lacks: list[Lack] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether everything was looked at, and nothing found."""
        return self.workflows and not self.lacks


@dataclass(frozen=True)
class _Heard:
    """The cases whose workflow runs, and those whose workflow cannot go on."""

    running: frozenset[str]
    stuck: frozenset[str]


class Audit:
    """Looks at every case that needs a workflow, and changes nothing."""

    def __init__(self, database: "Database", connect: "Connect", now: "Now") -> None:
        self._database = database
        self._connect = connect
        self._now = now

    async def run(self, step: Step) -> Report:
        """Look at all of them. Temporal is asked for a list once, not for each case.

        Raises:
            RecordUnavailable: the record cannot be reached.
        """
        heard, report = await self._heard(), Report(self._now())
        report.workflows = heard is not None
        total = await asyncio.to_thread(Backlog(self._database).count_unended)
        step(0, total)
        unended, after = Unended(self._database), ""
        while page := await asyncio.to_thread(unended.page, after, _PAGE):
            report.lacks += await asyncio.to_thread(_judged, page, heard, report.at)
            report.checked += len(page)
            after = page[-1].state.case_id
            step(report.checked, max(total, report.checked))
        report.lacks = await self._verified(report.lacks)
        return report

    async def _heard(self) -> _Heard | None:
        try:
            cases = (await self._connect()).cases
            running, stuck = await cases.running_ids(), await cases.stuck_ids(_STUCK)
        except EngineUnavailable:
            return None
        return _Heard(frozenset(running), frozenset(stuck))

    async def _verified(self, lacks: list[Lack]) -> list[Lack]:
        """Without the cases whose workflow was only begun since the list was made. Where very
        many are missing, they are not asked for one by one."""
        lost = [lack for lack in lacks if Gap.NO_WORKFLOW in lack.gaps]
        if not lost or len(lost) > _ASKED_ONE_BY_ONE:
            return lacks
        try:
            there = await _running((await self._connect()).cases, lost)
        except EngineUnavailable:
            return lacks
        return [lack for each in lacks if (lack := _without(each, there)).gaps]


async def _running(cases: "Cases", lost: list[Lack]) -> set[str]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(lack: Lack) -> bool:
        async with gate:
            return await cases.running(lack.state.case_id)

    answers = await asyncio.gather(*map(one, lost))
    return {lack.state.case_id for lack, runs in zip(lost, answers, strict=True) if runs}


def _without(lack: Lack, there: set[str]) -> Lack:
    if lack.state.case_id not in there:
        return lack
    return Lack(lack.state, tuple(gap for gap in lack.gaps if gap is not Gap.NO_WORKFLOW))


def _judged(page: list[Standing], heard: _Heard | None, now: datetime) -> list[Lack]:
    found = [(each, _gaps(each, heard, now)) for each in page]
    return [Lack(each.state, gaps) for each, gaps in found if gaps]


def _gaps(each: Standing, heard: _Heard | None, now: datetime) -> tuple[Gap, ...]:
    state, gaps = each.state, promise.gaps(each.state, each.policy, each.received_at, now)
    young = now - each.received_at < promise.AT_ONCE
    if not each.started:
        gaps += [] if young else [Gap.NOT_STARTED]
    elif heard and state.case_id not in heard.running:
        gaps.append(Gap.NO_WORKFLOW)
    elif heard and state.case_id in heard.stuck:
        gaps.append(Gap.STUCK)
    return tuple(gaps)
