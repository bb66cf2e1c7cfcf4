"""A Temporal server whose clock can be turned: in it, time that nothing happens in takes none."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from engine import search_attributes
from engine.connection import runtime
from engine.converter import DATA_CONVERTER


class VirtualServer:
    """A server with a clock of its own, which begins now and only goes on."""

    def __init__(self, env: WorkflowEnvironment) -> None:
        self._env = env

    @property
    def client(self) -> Client:
        return self._env.client

    async def now(self) -> datetime:
        """What time it is there, in UTC."""
        return await self._env.get_current_time()

    async def sleep(self, span: timedelta) -> None:
        """Let a span of time pass; what is due in it happens at its time."""
        await self._env.sleep(span)


@asynccontextmanager
async def virtual_server() -> AsyncIterator[VirtualServer]:
    """A server that is gone afterwards, with all that it knew."""
    # It warns of what this server, which is not Temporal's own, cannot do and we do not need.
    logging.getLogger("temporalio.core").setLevel(logging.ERROR)
    env = await WorkflowEnvironment.start_time_skipping(
        data_converter=DATA_CONVERTER,
        runtime=runtime(),
        test_server_existing_path=str(Path(sys.executable).parent / "temporal-test-server"),
    )
    async with env:
        # It cannot list the attributes that it has, so `register` does not work there.
        await search_attributes.add(env.client, list(search_attributes.REGISTRY.values()))
        yield VirtualServer(env)
