"""One virtual clock for many lives: it goes on only when everybody waits for it."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import datetime
from itertools import count

GoTo = Callable[[datetime], Awaitable[None]]


class Timeline:
    """Lets coroutines wait for instants, and turns the clock (`go_to`) to the earliest of them."""

    def __init__(self, go_to: GoTo) -> None:
        self._go_to = go_to
        self._waiting: list[tuple[datetime, int, asyncio.Event]] = []
        self._numbers = count()
        self._busy = 0
        self._idle = asyncio.Event()

    async def reach(self, at: datetime) -> None:
        """Wait until it is `at`."""
        come = asyncio.Event()
        heapq.heappush(self._waiting, (at, next(self._numbers), come))
        self._rest()
        await come.wait()

    async def run(self, lives: Iterable[Coroutine[None, None, None]]) -> None:
        """Live all of them, to their ends."""
        async with asyncio.TaskGroup() as group:
            for life in lives:
                self._busy += 1
                group.create_task(self._lived(life))
            self._look()
            await self._turn()

    async def _turn(self) -> None:
        while True:
            await self._idle.wait()
            if not self._waiting:
                return
            at = self._waiting[0][0]
            await self._go_to(at)
            while self._waiting and self._waiting[0][0] <= at:
                self._busy += 1
                self._idle.clear()
                heapq.heappop(self._waiting)[2].set()

    async def _lived(self, life: Coroutine[None, None, None]) -> None:
        try:
            await life
        finally:
            self._rest()

    def _rest(self) -> None:
        self._busy -= 1
        self._look()

    def _look(self) -> None:
        if self._busy == 0:
            self._idle.set()
