"""Starts the parts in order, keeps them running, and stops them in the opposite order."""

import asyncio
from collections.abc import Callable

from starter.up.child import Child, Site
from starter.up.parts import Stages


class Supervisor:
    """To be used on the main thread: on Linux a child ends with the thread that started it."""

    def __init__(self, stages: Stages, site: Site) -> None:
        self._stages = [[Child(part, site) for part in stage] for stage in stages]

    async def run(self, all_ready: Callable[[], None]) -> None:
        """Start stage after stage, call `all_ready`, and keep everything running until cancelled.

        However it ends, no child is left.
        """
        keepers: list[asyncio.Task[None]] = []
        try:
            for stage in self._stages:
                keepers += [asyncio.create_task(child.keep()) for child in stage]
                await asyncio.gather(*(child.show_ready() for child in stage))
            all_ready()
            await asyncio.gather(*keepers)
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            await self._stop()

    def kill(self) -> None:
        """End every child at once."""
        for stage in self._stages:
            for child in stage:
                child.kill()

    async def _stop(self) -> None:
        for stage in reversed(self._stages):
            await asyncio.gather(*(child.stop() for child in stage))
