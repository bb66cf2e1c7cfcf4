"""One pass over the record: what was accepted and not yet carried out is handed over again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.beating import beating
from activities.delivery import Delivery
from activities.erasure import Eraser
from activities.protocols import Now
from schemas.errors import EngineUnavailable, HuiyinError, NoWorkflow

if TYPE_CHECKING:
    from engine.cases import Cases
    from store.attachments import Attachments
    from store.backlog import Backlog
    from store.erasures import Erasures

_SETTLED_AFTER = timedelta(seconds=5)
"""What is younger is still in the hands of its door."""
_SWEEPS_KEPT = timedelta(hours=1)
_SUBMISSIONS_KEPT = timedelta(minutes=1)
"""For whoever handed one in and still has to fetch the answer."""
_PATIENCE = timedelta(seconds=20)
_BATCH = 500
_AT_ONCE = 20


class SweepActivities:
    """Heals whatever a crash has left half way."""

    def __init__(
        self,
        backlog: "Backlog",
        erasures: "Erasures",
        cases: "Cases",
        delivery: Delivery,
        attachments: "Attachments",
        eraser: Eraser,
        now: Now,
        fill: Callable[[], int] | None = None,
    ) -> None:
        self._erasures = erasures
        self._eraser = eraser
        self._backlog = backlog
        self._attachments = attachments
        self._cases = cases
        self._delivery = delivery
        self._now = now
        self._fill = fill

    @activity.defn
    async def sweep(self) -> int:
        """Start, deliver, export, fill in and throw away what is left over.

        Returns how many cases were touched.
        """
        async with beating():
            return await self._pass()

    async def _pass(self) -> int:
        before, backlog = self._now() - _SETTLED_AFTER, self._backlog
        unstarted = await asyncio.to_thread(backlog.unstarted, before, _BATCH)
        await self._each(unstarted, self._delivery.start)
        waiting = await asyncio.to_thread(backlog.undelivered, before, _BATCH)
        await self._each(waiting, self._deliver)
        ahead = await asyncio.to_thread(backlog.ahead, before, _BATCH)
        await self._each(list(ahead), lambda each: self._delivery.catch_up(each, ahead[each]))
        lost = await self._lost()
        await self._each(lost, self._delivery.revive)
        over = await asyncio.to_thread(backlog.unexported, _BATCH)
        await self._each(over, self._export)
        await self._each(await asyncio.to_thread(self._erasures.untold, _BATCH), self._end)
        await self._cases.forget_submissions(self._now() - _SUBMISSIONS_KEPT)
        await asyncio.to_thread(self._attachments.collect)
        await self._cases.forget_sweeps(self._now() - _SWEEPS_KEPT)
        if self._fill:
            await asyncio.to_thread(self._fill)
        return len({*unstarted, *waiting, *ahead, *lost, *over})

    async def _lost(self) -> list[str]:
        """Open cases that seem to have no running workflow: ended by hand, or gone with its
        server's data. Only asked for one by one when there are fewer workflows than cases."""
        wanted = await asyncio.to_thread(self._backlog.count_unended)
        if await self._cases.count_running() >= wanted:
            return []
        running, lost, after = await self._cases.running_ids(), list[str](), ""
        while page := await asyncio.to_thread(self._backlog.unended, after, _BATCH):
            lost += [case_id for case_id in page if case_id not in running]
            after = page[-1]
        return lost

    async def _each(self, case_ids: list[str], work: Callable[[str], Awaitable[None]]) -> None:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(case_id: str) -> None:
            async with gate:
                try:
                    await work(case_id)
                except EngineUnavailable:
                    activity.logger.info("case %s has to wait for the next pass", case_id)
                except HuiyinError as error:
                    activity.logger.warning("case %s: %s", case_id, type(error).__name__)

        await asyncio.gather(*map(one, case_ids))

    async def _deliver(self, case_id: str) -> None:
        await self._delivery.deliver(case_id, _PATIENCE)

    async def _end(self, case_id: str) -> None:
        """Have the workflow of an erased case end, then erase what came or was left beside it:
        a mail that was just being handed over, the files of an erasure that was interrupted."""
        if await self._cases.running(case_id):
            await self._cases.refresh(case_id)
        else:
            await asyncio.to_thread(self._eraser.erase_kept, [case_id], ())
            await asyncio.to_thread(self._erasures.mark_told, case_id, self._now())

    async def _export(self, case_id: str) -> None:
        if await self._cases.running(case_id):
            return
        try:
            runs = await self._cases.histories(case_id)
        except NoWorkflow:
            runs = {}  # it never had one, or its server's data is gone
        await asyncio.to_thread(self._backlog.keep_histories, case_id, runs, self._now())
