"""The figures of a trial side by side, for people or for programs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from schemas import words as business
from schemas.enums import ClockKind, Priority
from schemas.words import Said
from starter.cli import naming, showing
from starter.cli import trying_words as words
from starter.cli.words import LOCALE, said

Json = dict[str, Any]


def show(result: Json, as_json: bool) -> None:
    if as_json:
        showing.answer(result)
    else:
        showing.show(*_parts(result))


def _parts(result: Json) -> Iterator[RenderableType]:
    yield showing.line(said(words.CASES_TRIED, **result), "bold")
    yield _targets(result)
    yield Text()
    yield _others(result)
    yield Text()
    yield _work(result)
    if result["left_out"]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in result["left_out"].items())
        yield showing.line(said(words.LEFT_OUT, kinds=kinds), "yellow")


def _titled(result: Json, *firsts: Said) -> Table:
    table = showing.columns(*firsts)
    for side in ("before", "after"):
        title = words.BEFORE if side == "before" else words.AFTER
        table.add_column(said(title, name=result["policies"][side]))
    return table


def _targets(result: Json) -> Table:
    table = _titled(result, words.TARGET, words.PRIORITY)
    table.add_column(said(words.CHANGE))
    for each in result["targets"]:
        priority = Priority(each["priority"])
        table.add_row(
            showing.line(business.clock(ClockKind(each["kind"]), LOCALE)),
            showing.line(naming.priority(priority), naming.urgency(priority)),
            *(showing.line(said(words.MET_OF, **each[side])) for side in ("before", "after")),
            _change(each["after"]["missed"] - each["before"]["missed"]),
        )
    return table


def _change(more: int) -> Text:
    if more > 0:
        return showing.line(said(words.MORE, n=more), "red")
    return (
        showing.line(said(words.FEWER, n=-more), "green")
        if more
        else showing.line(said(words.SAME), "dim")
    )


def _others(result: Json) -> Table:
    table = _titled(result, words.ESCALATIONS)
    before, after = (result["escalations"][side] for side in ("before", "after"))
    for level in dict.fromkeys(each["level"] for each in (*before, *after)):
        table.add_row(showing.line(level), *(_times(side, level) for side in (before, after)))
    counts = (result["approvals"][side] for side in ("before", "after"))
    table.add_row(
        showing.line(said(words.APPROVALS)),
        *(showing.line(said(words.TIMES, n=count)) for count in counts),
    )
    return table


def _times(levels: list[Json], level: str) -> Text:
    found = next((each for each in levels if each["level"] == level), None)
    if found is None:
        return showing.line(naming.NOTHING)
    told = ", ".join(found["tell"])
    return showing.line(f"{said(words.TIMES, n=found['times'])} ({told})")


def _work(result: Json) -> Table:
    table = _titled(result, words.WORK)
    for team in dict.fromkeys(each["team"] for each in result["work"]):
        own = [each for each in result["work"] if each["team"] == team]
        table.add_row(showing.line(team), *(_load(own, side) for side in ("before", "after")))
    return table


def _load(days: list[Json], side: str) -> Text:
    counts = Counter({each["date"]: each[side] for each in days})
    busiest = max(counts.values(), default=0)
    return showing.line(said(words.WORK_OF, total=counts.total(), busiest=busiest))
