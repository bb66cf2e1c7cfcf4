"""Erasing what was kept long enough: one bounded batch at a time."""

import asyncio
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


class RetentionActivities:
    """Carries out what the policy in force says of how long things are kept."""

    def __init__(self, book: "Digests", erasures: "Erasures", eraser: Eraser, now: Now) -> None:
        self._book = book
        self._erasures = erasures
        self._eraser = eraser
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
        if not due:
            return 0
        return len(self._eraser.erase(due, Order(by=SYSTEM, cause=Cause.RETENTION)))
