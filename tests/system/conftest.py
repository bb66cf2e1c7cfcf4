"""Installations for tests of the whole system."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.system.installed import Installed, free_ports
from tests.system.started import Starter, Up, environment


@pytest.fixture
async def installed(tmp_path: Path) -> AsyncIterator[Installed]:
    """An installation that runs."""
    installation = Installed(tmp_path)
    await installation.up()
    yield installation
    installation.down()


@pytest.fixture
def ports() -> dict[str, int]:
    """One for everything that listens."""
    return free_ports()


@pytest.fixture
def start(tmp_path: Path, ports: dict[str, int]) -> Iterator[Starter]:
    """Starts `up` with the parts that are named; what still runs at the end is stopped."""
    started: list[Up] = []

    def begin(*names: str, **variables: str) -> Up:
        output, data_dir = tmp_path / f"up-{len(started)}.txt", tmp_path / "data"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.system.up_program", *names],
                env=environment(data_dir, ports, variables),
                cwd=tmp_path,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        started.append(Up(process, output, data_dir, ports))
        return started[-1]

    yield begin
    for up in started:
        up.process.send_signal(signal.SIGTERM)
        up.process.wait(30)
