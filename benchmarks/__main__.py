"""`make bench`: cases through the whole system, beside the floor, in the same run."""

import argparse
import asyncio
import itertools
import logging
import os
import sys
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks import drive, report
from benchmarks.stand import stand
from benchmarks.ways import WAYS, Way
from engine import embedded
from engine.connection import connect
from schemas.settings import Settings
from starter.wiring import gateway
from worker.installation import Installation

_WARM_UP = 20


async def run(way: Way, size: tuple[int, int, int], console: Console) -> None:
    """Run floor and product in turns and print the report; `size` is how many cases, how many of
    them at once, and in how many rounds."""
    with stand() as settings:
        await asyncio.wait_for(embedded.until_serving(settings), 60)
        ours, floor = drive.Times(), drive.Times()
        await _turns(settings, way, (ours, floor), size, console)
        found = await report.measured(settings, ours, floor)
        report.show(console, ours, floor, found, aimed_at=size[1] == 1)


async def _turns(
    settings: Settings,
    way: Way,
    times: tuple[drive.Times, drive.Times],
    size: tuple[int, int, int],
    console: Console,
) -> None:
    ours, floor = times
    cases, at_once, rounds = size
    door = gateway(Installation(settings))
    client = await connect(settings, patience=timedelta(seconds=10))
    with _progress(console) as progress:
        task = progress.add_task("floor and product in turns", total=2 * (cases + _WARM_UP))

        def tick() -> None:
            progress.advance(task)

        warm = drive.Times()
        await drive.all_of(_WARM_UP, at_once, lambda: drive.floor(client, way, warm), tick)
        await drive.all_of(_WARM_UP, at_once, lambda: drive.product(door, way, warm), tick)
        for _ in range(rounds):
            share = cases // rounds
            took = await drive.all_of(share, at_once, lambda: drive.floor(client, way, floor), tick)
            floor.rounds.append(share / took)
            took = await drive.all_of(share, at_once, lambda: drive.product(door, way, ours), tick)
            ours.rounds.append(share / took)
            await drive.mails_of(settings, ours.cases)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console, transient=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--way", choices=WAYS, nargs="+", default=["ordinary"])
    parser.add_argument("--cases", type=int, default=160, help="cases in all")
    parser.add_argument(
        "--at-once", type=int, nargs="+", default=[1, 16], help="cases under way at once"
    )
    parser.add_argument("--rounds", type=int, default=4, help="turns of floor and product")
    args = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    console = Console()
    for way, at_once in itertools.product(args.way, args.at_once):
        console.rule(f"{way} cases, {at_once} at once")
        asyncio.run(run(WAYS[way], (args.cases, at_once, args.rounds), console))
    sys.stdout.flush()
    os._exit(0)  # the Temporal client can abort a process that ends in the ordinary way


if __name__ == "__main__":
    main()
