"""A Temporal server whose clock can be turned: in it, time that nothing happens in takes none."""

import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from engine import search_attributes
from engine.connection import runtime
from engine.converter import DATA_CONVERTER

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
    with _unheard():
        env = await WorkflowEnvironment.start_time_skipping(
            data_converter=DATA_CONVERTER,
            runtime=runtime(),
            test_server_existing_path=str(Path(sys.executable).parent / "temporal-test-server"),
        )
    async with env:
        # It cannot list the attributes that it has, so `register` does not work there.
        await search_attributes.add(env.client, list(search_attributes.REGISTRY.values()))
        yield VirtualServer(env)


@contextmanager
def _unheard() -> Iterator[None]:
    """A program that is started meanwhile never hears Ctrl-C, which a terminal sends to all: it is
    ended by us, after the worker that talks to it, or that worker would wait for it in vain."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only there can it be said
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
