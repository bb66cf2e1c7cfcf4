"""Temporal's own development server, as it is shipped: nothing is prepared on it."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from temporalio.client import Client

from engine import embedded
from engine.connection import connect
from schemas.errors import EngineUnavailable
from schemas.settings import Settings


@contextmanager
def bare_temporal(settings: Settings) -> Iterator[None]:
    """The server, in memory only, at the port of these settings."""
    program = str(embedded.program())
    command = [program, "server", "start-dev", "--headless", "--log-level", "error"]
    process = subprocess.Popen([*command, "--port", str(settings.temporal_port)])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


async def connected(settings: Settings) -> Client:
    """A client, as soon as the server answers."""
    async with asyncio.timeout(30):
        while True:
            with suppress(EngineUnavailable):
                return await connect(settings)
