"""Erasing what was kept long enough: one bounded batch at a time."""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.beating import beating
from activities.erasure import Cause, Eraser, Order
from activities.protocols import Now
from rules.retention import closed_before
from schemas.events import SYSTEM

if TYPE_CHECKING:
    from store.digests import Digests
    from store.erasures import Erasures

BATCH = 100
EVERY = timedelta(days=1)

Clear = Callable[[Collection[str]], bool]
"""Sees to it that the record's files hold none of these texts any more; whether they do not."""


class RetentionActivities:
    """Carries out what the policy in force says of how long things are kept."""

    def __init__(
        self, book: "Digests", erasures: "Erasures", eraser: Eraser, clear: Clear, now: Now
    ) -> None:
        self._book = book
        self._erasures = erasures
        self._eraser = eraser
        self._clear = clear
        self._now = now

    @activity.defn
    async def expire(self) -> int:
        """Erase the oldest cases that were kept long enough; returns how many. Fewer than `BATCH`
        means that none is left."""
        async with beating():
            return await asyncio.to_thread(self._expire)

    def _expire(self) -> int:
        limits = closed_before(self._book.policy(), self._now())
        due = self._erasures.aged(limits, BATCH)
        samples = self._erasures.samples(due)
        order = Order(by=SYSTEM, cause=Cause.RETENTION)
        erased = self._eraser.erase(due, order) if due else []
        # Also when nothing is due: the night before, somebody may have been reading for long.
        if not self._clear(samples):
            activity.logger.warning("somebody is reading: the log is emptied by the next pass")
        return len(erased)
