"""`make bench`: ordinary cases through the whole system, beside the floor, in the same run."""

import argparse
import asyncio
import logging
import os
import sys
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks import drive, report
from benchmarks.stand import stand
from engine import embedded
from engine.connection import connect
from schemas.settings import Settings
from starter.wiring import gateway
from worker.installation import Installation

_WARM_UP = 20


async def run(cases: int, at_once: int, rounds: int, console: Console) -> None:
    """Run floor and product in turns and print the report."""
    with stand() as settings:
        await asyncio.wait_for(embedded.until_serving(settings), 60)
        ours, floor = drive.Times(), drive.Times()
        await _turns(settings, (ours, floor), (cases, at_once, rounds), console)
        report.show(console, ours, floor, await report.measured(settings, ours))


async def _turns(
    settings: Settings,
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
        await drive.all_of(_WARM_UP, at_once, lambda: drive.floor(client, warm), tick)
        await drive.all_of(_WARM_UP, at_once, lambda: drive.product(door, warm), tick)
        for _ in range(rounds):
            share = cases // rounds
            floor.rounds.append(
                share / await drive.all_of(share, at_once, lambda: drive.floor(client, floor), tick)
            )
            ours.rounds.append(
                share / await drive.all_of(share, at_once, lambda: drive.product(door, ours), tick)
            )
            await drive.mails_of(settings, ours.cases)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console, transient=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=160, help="ordinary cases in all")
    parser.add_argument(
        "--at-once", type=int, nargs="+", default=[1, 16], help="cases under way at once"
    )
    parser.add_argument("--rounds", type=int, default=4, help="turns of floor and product")
    args = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    console = Console()
    for at_once in args.at_once:
        console.rule(f"{at_once} at once")
        asyncio.run(run(args.cases, at_once, args.rounds, console))
    sys.stdout.flush()
    os._exit(0)  # the Temporal client can abort a process that ends in the ordinary way


if __name__ == "__main__":
    main()
