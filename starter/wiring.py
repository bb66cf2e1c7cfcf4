"""The gateway of an installation, and its one connection to Temporal."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from activities.delivery import Delivery
from schemas.errors import EngineUnavailable, Misconfigured
from starter.gateway import Gateway

if TYPE_CHECKING:
    from worker.installation import Installation

Patience = Callable[[], timedelta]

_FORGET_AFTER = 5.0
_log = logging.getLogger("huiyin.starter")


def gateway(
    installation: "Installation", patience: Patience = lambda: timedelta(seconds=1)
) -> Gateway:
    """A gateway that connects to Temporal, within `patience`, when it has something to tell.

    Raises:
        Misconfigured: a setting is wrong, or the secret key is missing.
    """
    return Gateway(
        installation.database,
        installation.policy_text,
        installation.signer,
        installation.settings.base_url,
        _Connection(installation, patience),
        installation.now,
    )


class Temporal:
    """Asks Temporal for a sign of life, over one connection."""

    def __init__(self, installation: "Installation") -> None:
        self._installation = installation
        self._client: Any = None

    async def __call__(self) -> None:
        """Raises `EngineUnavailable` if there is none."""
        from engine.connection import connect
        from engine.inspection import Inspection

        self._client = self._client or await connect(self._installation.settings)
        await Inspection(self._client).version()


class _Connection:
    """Connects once. A failure is remembered for seconds, so that many items wait only once."""

    def __init__(self, installation: "Installation", patience: Patience) -> None:
        self._installation = installation
        self._patience = patience
        self._turn = asyncio.Lock()
        self._made: Delivery | None = None
        self._tried_at = float("-inf")

    async def __call__(self) -> Delivery:
        """The connection.

        Raises:
            EngineUnavailable: there is none; what was recorded is carried out later.
        """
        async with self._turn:
            if self._made is None:
                self._made = await self._attempt()
            return self._made

    async def _attempt(self) -> Delivery:
        if time.monotonic() - self._tried_at < _FORGET_AFTER:
            raise EngineUnavailable("Temporal did not answer a moment ago")
        self._tried_at = time.monotonic()
        try:
            return await self._connect()
        except (Misconfigured, OSError, ValueError) as error:
            # The record has accepted already; an error here would make the caller try again.
            _log.warning("Temporal's settings are wrong: %s", error)
            raise EngineUnavailable(str(error)) from error

    async def _connect(self) -> Delivery:
        # Here, because Temporal's client takes longer to import than all the rest.
        from engine.cases import Cases
        from engine.connection import connect

        installation = self._installation
        client = await connect(installation.settings, patience=self._patience())
        return Delivery(installation.book, installation.backlog, Cases(client), installation.now)
