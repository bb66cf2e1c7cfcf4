"""Giving every case of the record a workflow that knows what the record knows."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel

from activities.delivery import Delivery
from schemas.errors import EngineUnavailable, HuiyinError
from schemas.state import CaseState

if TYPE_CHECKING:
    from engine.cases import Cases
    from store.backlog import Backlog
    from store.casebook import CaseBook

_PATIENCE = timedelta(seconds=20)
_PAGE = 500
_AT_ONCE = 20


class Failure(BaseModel):
    """A case that could not be looked after, and why."""

    id: str
    reason: str


class Rebuilt(BaseModel):
    """What was found and done; numbers of cases, and of decisions handed over."""

    checked: int = 0
    started: int = 0
    refreshed: int = 0
    delivered: int = 0
    failed: list[Failure] = []


class Rebuild:
    """Starts what does not run and refreshes what is behind; safe at any time, and repeatedly.

    Without `worker` nobody answers for the workflows that run: they are left and reported.
    """

    def __init__(
        self,
        book: "CaseBook",
        backlog: "Backlog",
        cases: "Cases",
        delivery: Delivery,
        *,
        worker: bool,
    ) -> None:
        self._book = book
        self._backlog = backlog
        self._cases = cases
        self._delivery = delivery
        self._worker = worker
        self._done = Rebuilt()

    async def every(self, looked_after: Callable[[], None]) -> Rebuilt:
        """Go through all cases that need a workflow; `looked_after` is called for each."""
        gate, after = asyncio.Semaphore(_AT_ONCE), ""

        async def one(case_id: str) -> None:
            async with gate:
                await self._look_after(case_id)
            looked_after()

        while page := await asyncio.to_thread(self._backlog.unended, after, _PAGE):
            await asyncio.gather(*map(one, page))
            after = page[-1]
        return self._done

    async def one(self, case_id: str) -> Rebuilt:
        """Look after one case.

        Raises:
            UnknownCase: there is no such case.
        """
        await asyncio.to_thread(self._read, case_id)
        await self._look_after(case_id)
        return self._done

    async def _look_after(self, case_id: str) -> None:
        self._done.checked += 1
        try:
            await self._bring_up(case_id)
        except HuiyinError as error:
            self._done.failed.append(Failure(id=case_id, reason=str(error)))

    async def _bring_up(self, case_id: str) -> None:
        running = await self._cases.running(case_id)
        known = await self._ask(case_id) if running else None
        # Read after the workflow was asked: else every case that moves just now seems ahead.
        state, pending = await asyncio.to_thread(self._read, case_id)
        if known is None:
            await self._start(state)
        elif known.seq < state.seq:
            await self._cases.refresh(case_id)
            self._done.refreshed += 1
        elif known.seq > state.seq:
            # The record was restored from a backup, and it alone counts.
            await self._start(state, anew=True)
        if pending and self._worker:
            await self._delivery.deliver(case_id, _PATIENCE)
            self._done.delivered += pending

    async def _ask(self, case_id: str) -> CaseState:
        if not self._worker:
            raise EngineUnavailable("its workflow runs, but no worker answers for it")
        return await self._cases.state(case_id)

    async def _start(self, state: CaseState, *, anew: bool = False) -> None:
        if not state.ended or state.unsent:
            await self._delivery.start(state.case_id, anew=anew)
            self._done.started += 1

    def _read(self, case_id: str) -> tuple[CaseState, int]:
        with self._book.look(case_id) as case:
            return case.known, len(case.pending())
