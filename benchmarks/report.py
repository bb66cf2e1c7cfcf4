"""The figures of a run, and how they compare with what is to be reached."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.drive import Times, caught
from engine.connection import connect
from schemas.ids import workflow_id
from schemas.settings import Settings

RATIO, EVENTS, BYTES = 0.7, 60, 20_000
"""To reach: product over floor at least; history of a case at most."""
_SAMPLED = 20


@dataclass(frozen=True)
class Measured:
    """Of each case: history events and bytes, and seconds from submission to mail."""

    events: list[int]
    sizes: list[int]
    to_mail: list[float]


async def measured(settings: Settings, ours: Times) -> Measured:
    """Look at the histories of some cases and at the mails of all."""
    client = await connect(settings)
    histories = [
        await client.get_workflow_handle(workflow_id(case)).fetch_history()
        for case in ours.cases[-_SAMPLED:]
    ]
    arrived = caught(settings, "acknowledgement")
    return Measured(
        events=[len(history.events) for history in histories],
        sizes=[sum(event.ByteSize() for event in history.events) for history in histories],
        to_mail=[arrived[case] - ours.submitted[case] for case in ours.cases],
    )


def show(console: Console, ours: Times, floor: Times, found: Measured) -> None:
    """Print the report."""
    ratio = statistics.median(a / b for a, b in zip(ours.rounds, floor.rounds, strict=True))
    console.print(_rates(ours, floor, ratio))
    console.print(_times(ours, floor, found))
    console.print(
        f"history of a case: {max(found.events)} events (at most {EVENTS}),"
        f" {max(found.sizes)} bytes (at most {BYTES})"
    )


def _rates(ours: Times, floor: Times, ratio: float) -> Table:
    table = Table("", "cases per second", "rounds", title="Ordinary cases, and the floor")
    for name, times in (("product", ours), ("floor", floor)):
        rounds = " ".join(f"{rate:.1f}" for rate in times.rounds)
        table.add_row(name, f"{statistics.median(times.rounds):.1f}", rounds)
    reached = "reached" if ratio >= RATIO else "not reached"
    table.add_row("ratio", f"{ratio:.2f}", f"at least {RATIO}: {reached}")
    return table


def _times(ours: Times, floor: Times, found: Measured) -> Table:
    table = Table("milliseconds", "p50", "p99", "floor p50", "floor p99")
    for step, seconds in ours.steps.items():
        table.add_row(step, *_percentiles(seconds), *_percentiles(floor.steps.get(step, [])))
    table.add_row("submit to mail delivered", *_percentiles(found.to_mail), "", "")
    return table


def _percentiles(seconds: Sequence[float]) -> tuple[str, str]:
    if not seconds:
        return "", ""
    hundredths = statistics.quantiles(seconds, n=100, method="inclusive")
    return f"{hundredths[49] * 1000:.0f}", f"{hundredths[98] * 1000:.0f}"
