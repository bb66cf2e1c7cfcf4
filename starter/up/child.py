"""One child process of `up`, kept running."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from starter.up import tether
from starter.up.lock import Lock
from starter.up.parts import Part
from starter.up.screen import Screen
from worker.ready import PARENT_FD, READY_FD

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_RAN_WELL_SECONDS = 10.0
_STOP_SECONDS = 15.0
_SLOW_SECONDS = 30.0
_LARGE_LOG_BYTES = 10_000_000


@dataclass(frozen=True)
class Site:
    """What all children of one `up` share. `lifeline` is a pipe that ends when `up` does."""

    environment: dict[str, str]
    logs: Path
    lock: Lock
    screen: Screen
    lifeline: int


class Child:
    """A part's process: started, started again when it dies, and stopped."""

    def __init__(self, part: Part, site: Site) -> None:
        self._part = part
        self._site = site
        self._log = site.logs / f"{part.name}.log"
        self._process: Process | None = None
        self._announced = asyncio.Event()

    async def keep(self) -> None:
        """Start the process, and again whenever it dies, until cancelled."""
        pause = 0.0
        while True:
            began = time.monotonic()
            how = await self._run()
            pause = next_pause(pause, time.monotonic() - began)
            self._site.screen.died(self._part.name, how, pause, self._log)
            await asyncio.sleep(pause)

    async def show_ready(self) -> None:
        """Wait until the part is ready, and say so; say once, too, when it takes long."""
        name, screen = self._part.name, self._site.screen
        loop = asyncio.get_running_loop()
        reminder = loop.call_later(_SLOW_SECONDS, screen.slow, name, self._log)
        try:
            await (self._part.ready or self._announced.wait)()
        finally:
            reminder.cancel()
        screen.ready(name, self._part.address)

    async def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()

    async def _run(self) -> str:
        try:
            self._process = await self._spawn()
        except OSError as error:
            return error.strerror or str(error)
        self._site.lock.note(self._part.name, self._process.pid)
        return _how_it_ended(await self._process.wait())

    async def _spawn(self) -> Process:
        with _opened(self._log) as log, _hearing(self._announced.set) as ready:
            return await asyncio.create_subprocess_exec(
                *_tethered(self._part.argv),
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                env=self._site.environment
                | {READY_FD: str(ready), PARENT_FD: str(self._site.lifeline)},
                pass_fds=(ready, self._site.lifeline),
                start_new_session=True,  # Ctrl-C in the terminal is for `up` alone
            )


def next_pause(last: float, ran: float) -> float:
    """How long to wait before the next start: ever longer, until the process once ran well."""
    if not last or ran >= _RAN_WELL_SECONDS:
        return _FIRST_PAUSE
    return min(2 * last, _LONGEST_PAUSE)


def _how_it_ended(code: int) -> str:
    names = {sign.value: sign.name for sign in signal.Signals}
    return f"exit {code}" if code >= 0 else names.get(-code, f"signal {-code}")


def _tethered(command: Sequence[str]) -> list[str]:
    return [sys.executable, "-I", "-S", str(tether.__file__), str(os.getpid()), *command]


def _opened(log: Path) -> BinaryIO:
    log.parent.mkdir(mode=0o700, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGE_LOG_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))
    return open(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")  # noqa: PTH123 - Path.open takes no mode bits


@contextmanager
def _hearing(heard: Callable[[], None]) -> Iterator[int]:
    """The writing end of a pipe; `heard` is called when a byte comes out of it."""
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()

    def read() -> None:
        loop.remove_reader(reading)
        if os.read(reading, 1):
            heard()
        os.close(reading)

    loop.add_reader(reading, read)
    try:
        yield writing
    finally:
        os.close(writing)
