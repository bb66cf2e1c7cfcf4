"""The connection to Temporal of those who look after an installation."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from schemas.errors import EngineUnavailable, Misconfigured

if TYPE_CHECKING:
    from engine.cases import Cases
    from engine.inspection import Inspection
    from worker.installation import Installation

_PATIENCE = timedelta(seconds=1)
_FORGET_AFTER = 5.0


class Motor(NamedTuple):
    """What is asked of Temporal."""

    cases: "Cases"
    inspection: "Inspection"


Connect = Callable[[], Awaitable[Motor]]
"""Raises `EngineUnavailable` while Temporal does not answer."""


class Connection:
    """Connects once. A failure is remembered for seconds, so that a page waits only once."""

    def __init__(self, installation: "Installation", patience: timedelta = _PATIENCE) -> None:
        self._settings = installation.settings
        self._patience = patience
        self._turn = asyncio.Lock()
        self._made: Motor | None = None
        self._tried_at = float("-inf")

    async def __call__(self) -> Motor:
        async with self._turn:
            if self._made is None:
                self._made = await self._attempt()
            return self._made

    async def _attempt(self) -> Motor:
        from engine.cases import Cases
        from engine.connection import connect
        from engine.inspection import Inspection

        if time.monotonic() - self._tried_at < _FORGET_AFTER:
            raise EngineUnavailable("Temporal did not answer a moment ago")
        self._tried_at = time.monotonic()
        try:
            client = await connect(self._settings, patience=self._patience)
        except (Misconfigured, OSError, ValueError) as error:
            raise EngineUnavailable(str(error)) from error
        return Motor(Cases(client), Inspection(client))
