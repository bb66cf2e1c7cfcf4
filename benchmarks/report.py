"""The figures of a run, and how they compare with what is to be reached."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from benchmarks.drive import Times, caught
from engine.connection import connect
from schemas.ids import workflow_id
from schemas.settings import Settings

RATIO, EVENTS, BYTES = 0.7, 60, 20_000
"""To reach: product over floor at least; history of a case at most."""
_SAMPLED = 20


_COUNTED = {
    "updates": EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
    "timers": EventType.EVENT_TYPE_TIMER_STARTED,
    "local activities": EventType.EVENT_TYPE_MARKER_RECORDED,
    "activities": EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
}


@dataclass(frozen=True)
class Measured:
    """Of each case: history events and bytes, and seconds from submission to mail; of one case,
    and of its like on the floor, how many of each kind of call it made."""

    events: list[int]
    sizes: list[int]
    to_mail: list[float]
    calls: Counter[str]
    floor_calls: Counter[str]


async def measured(settings: Settings, ours: Times, floor: Times) -> Measured:
    """Look at the histories of some cases and at the mails of all."""
    client = await connect(settings)
    names = [workflow_id(case) for case in ours.cases[-_SAMPLED:]]
    histories = [await client.get_workflow_handle(name).fetch_history() for name in names]
    below = await client.get_workflow_handle(floor.cases[0]).fetch_history()
    arrived = caught(settings, "acknowledgement")
    return Measured(
        events=[len(history.events) for history in histories],
        sizes=[sum(event.ByteSize() for event in history.events) for history in histories],
        to_mail=[arrived[case] - ours.submitted[case] for case in ours.cases],
        calls=_calls(histories[-1]),
        floor_calls=_calls(below),
    )


def _calls(history: WorkflowHistory) -> Counter[str]:
    kinds = Counter(event.event_type for event in history.events)
    return Counter({name: kinds[kind] for name, kind in _COUNTED.items()})


def show(console: Console, ours: Times, floor: Times, found: Measured, *, aimed_at: bool) -> None:
    """Print the report; `aimed_at`: the ratio of this load is one to reach (ADR 16)."""
    ratio = statistics.median(a / b for a, b in zip(ours.rounds, floor.rounds, strict=True))
    console.print(_rates(ours, floor, ratio, aimed_at=aimed_at))
    console.print(_times(ours, floor, found))
    counts = (f"{name} {found.calls[name]}/{found.floor_calls[name]}" for name in _COUNTED)
    console.print(f"calls of a case, product/floor: {', '.join(counts)}")
    console.print(
        f"history of a case: {max(found.events)} events (at most {EVENTS}),"
        f" {max(found.sizes)} bytes (at most {BYTES})"
    )


def _rates(ours: Times, floor: Times, ratio: float, *, aimed_at: bool) -> Table:
    table = Table("", "cases per second", "rounds")
    for name, times in (("product", ours), ("floor", floor)):
        rounds = " ".join(f"{rate:.1f}" for rate in times.rounds)
        table.add_row(name, f"{statistics.median(times.rounds):.1f}", rounds)
    reached = "reached" if ratio >= RATIO else "not reached"
    aim = f"at least {RATIO}: {reached}" if aimed_at else "no aim: see ADR 16"
    table.add_row("ratio", f"{ratio:.2f}", aim)
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
