"""The self-check as a web process runs it: once for everybody, while people look on."""

import asyncio
from typing import TYPE_CHECKING

from schemas.errors import RecordUnavailable
from starter.operations.audit import Audit, Report

if TYPE_CHECKING:
    from starter.operations.motor import Connect
    from worker.installation import Installation


class Check:
    """The latest check of this process, and how far the present one is."""

    def __init__(self, installation: "Installation", connect: "Connect") -> None:
        self._audit = Audit(installation.database, connect, installation.now)
        self._task: asyncio.Task[None] | None = None
        self.report: Report | None = None
        self.failed = False
        self.done = 0
        self.total = 0

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    def begin(self) -> None:
        """Begin a check, unless one is on its way."""
        if not self.running:
            self.done = self.total = 0
            self._task = asyncio.create_task(self._run())

    async def finished(self) -> None:
        """Wait for the check that is on its way."""
        if self._task:
            await self._task

    async def _run(self) -> None:
        self.failed = False
        try:
            self.report = await self._audit.run(self._step)
        except RecordUnavailable:
            self.failed = True

    def _step(self, done: int, total: int) -> None:
        self.done, self.total = done, total
