"""Who runs on a data directory, and what a predecessor left behind.

The lock is held by the kernel for as long as the process lives, so it is never stale. What stands
in the file outlives the process: it names the children to look for.
"""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from pydantic import BaseModel, ValidationError

from schemas.enums import Locale
from schemas.errors import Misconfigured
from starter.up import home, words

_MAX_BYTES = 65_536
_PATIENCE_SECONDS = 10.0
_POLL_SECONDS = 0.05
# A corrected system clock moves the start of every process by as much; a recycled pid is far off.
_SAME_START_SECONDS = 1.0


class Recorded(BaseModel):
    """A process, told from another of the same pid by when it was created."""

    name: str
    pid: int
    started: float

    def process(self) -> psutil.Process | None:
        """The process, while it is the same and alive; nobody may ever reap a dead one."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < _SAME_START_SECONDS
            if same and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None


class Holder(BaseModel):
    """What the lock file says."""

    pid: int
    started: float
    children: list[Recorded]


class Lock:
    """The lock file of a data directory, held."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        predecessor = _read(fd)
        self._holder = Holder(
            pid=os.getpid(),
            started=psutil.Process().create_time(),
            children=predecessor.children if predecessor else [],
        )
        self._write()

    def end_remains(self) -> list[str]:
        """End the predecessor's children that still live; their names."""
        alive = [child for child in self._holder.children if child.process()]
        _end(alive)
        self._holder.children = []
        self._write()
        return [child.name for child in alive]

    def note(self, name: str, pid: int) -> None:
        """Write down a child that was started, in place of its predecessor of that name."""
        with suppress(psutil.NoSuchProcess):
            child = Recorded(name=name, pid=pid, started=psutil.Process(pid).create_time())
            others = [other for other in self._holder.children if other.name != name]
            self._holder.children = [*others, child]
            self._write()

    def _write(self) -> None:
        # In place, because the lock is on this very file; a longer old rest stands on later lines.
        line = self._holder.model_dump_json().encode() + b"\n"
        os.pwrite(self._fd, line, 0)
        os.ftruncate(self._fd, len(line))


@contextmanager
def holding(path: Path, locale: Locale) -> Iterator[Lock]:
    """Hold the lock file as long as the block, or the process, lasts.

    Raises:
        Misconfigured: another process holds it, or it cannot be made.
    """
    with home.in_one_line(path, locale):
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(fd, path, locale)
        yield Lock(fd)
    finally:
        os.close(fd)


def _lock(fd: int, path: Path, locale: Locale) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _read(fd)
        said = words.ALREADY_RUNNING.in_(locale)
        pid = holder.pid if holder else "?"
        raise Misconfigured(said.format(directory=path.parent, pid=pid)) from None


def _read(fd: int) -> Holder | None:
    line = os.pread(fd, _MAX_BYTES, 0).partition(b"\n")[0]
    with suppress(ValidationError):
        return Holder.model_validate_json(line)
    return None


def _end(children: list[Recorded]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for child in children:
            if process := child.process():
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(sign)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while any(child.process() for child in children) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
