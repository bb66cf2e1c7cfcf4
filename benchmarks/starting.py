"""`python -m benchmarks.starting`: how much later a worker takes work because it can hear."""

import argparse
import os
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.stand import stand
from worker.ready import READY_FD

START_SECONDS = 1.0
"""To reach: by how much a worker with the analysis starts later."""
_HOST = """
import asyncio, sys
from schemas.settings import Settings
from worker.ear import Ear
from worker.main import run_worker
warm_up = Ear.warm_up
def heard(self):
    if sys.argv[1] == "with":
        warm_up(self)
        print("warm", flush=True)
Ear.warm_up = heard
asyncio.run(run_worker(Settings()))
"""


class Started(NamedTuple):
    """Seconds after the start of a process: until it takes work, until no text waits any more."""

    ready: float
    warm: float | None


def started(with_analysis: bool) -> Started:
    """Of a worker of the stand, which ends afterwards."""
    reading, writing = os.pipe()
    argv = [sys.executable, "-c", _HOST, "with" if with_analysis else "without"]
    began = time.perf_counter()
    process = subprocess.Popen(
        argv,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, READY_FD: str(writing)},
        pass_fds=[writing],
    )
    os.close(writing)
    try:
        if not os.read(reading, 1) or process.stdout is None:
            raise RuntimeError("the worker did not start")
        ready = time.perf_counter() - began
        if not with_analysis:
            return Started(ready, None)
        process.stdout.readline()
        return Started(ready, time.perf_counter() - began)
    finally:
        os.close(reading)
        process.kill()
        process.wait()


def show(console: Console, without: list[Started], with_it: list[Started]) -> None:
    """Print the medians of both beside the target."""
    table = Table("a worker takes work after", "median s", "least s", "most s")
    for name, all_of in (("without the analysis", without), ("with it", with_it)):
        taken = [each.ready for each in all_of]
        numbers = (statistics.median(taken), min(taken), max(taken))
        table.add_row(name, *(f"{number:.2f}" for number in numbers))
    console.print(table)
    later = statistics.median(e.ready for e in with_it) - statistics.median(
        e.ready for e in without
    )
    warm = statistics.median(each.warm for each in with_it if each.warm is not None)
    console.print(f"later by {later:.2f} s (to reach: {START_SECONDS:.0f} s)")
    console.print(f"a text that comes at once is read {warm:.2f} s after the start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    args = parser.parse_args()
    with stand():
        started(with_analysis=True)  # what is read from the disk is read once
        pairs = [(started(False), started(True)) for _ in range(args.times)]
    show(Console(), [each[0] for each in pairs], [each[1] for each in pairs])


if __name__ == "__main__":
    main()
