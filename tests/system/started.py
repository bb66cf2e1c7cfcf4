"""`huiyin up` of a test, started in a directory of its own with the parts that the test names."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.system.installed import ROOT
from tests.waiting import until


@dataclass
class Up:
    """A running `up` of a test."""

    process: subprocess.Popen[bytes]
    output: Path
    data_dir: Path
    ports: Mapping[str, int]

    def said(self) -> str:
        return self.output.read_text()

    def says(self, text: str) -> bool:
        return text in self.said()

    def ready(self) -> bool:
        """Whether all is said that is said when everything runs; the command to try comes last."""
        assert self.process.poll() is None, self.said()
        said = self.said()
        return "Huiyin is ready" in said and "huiyin submit" in said

    def children(self) -> dict[str, psutil.Process]:
        """The recorded children that are alive."""
        line = (self.data_dir / "up.lock").read_text().partition("\n")[0]
        alive = {}
        for child in json.loads(line)["children"]:
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(child["pid"])
                if process.create_time() == child["started"] and is_alive(process):
                    alive[child["name"]] = process
        return alive

    def other(self, name: str, former: psutil.Process) -> psutil.Process | None:
        now = self.children().get(name)
        return now if now and now.pid != former.pid else None

    async def ended(self, seconds: float = 20) -> int | None:
        await until(lambda: self.process.poll() is not None, seconds)
        return self.process.returncode


Starter = Callable[..., Up]


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def environment(
    data_dir: Path, ports: Mapping[str, int], variables: dict[str, str]
) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("HUIYIN_", "TEMPORAL_"))}
    numbers = {f"HUIYIN_{name}": str(port) for name, port in ports.items()}
    own = {"HUIYIN_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    return inherited | own | numbers | variables
