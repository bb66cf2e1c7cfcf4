"""How `clocks recompute` answers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from activities.recompute import Found, Recomputed
from rules.recomputation import Changed
from schemas import words as business
from schemas.enums import ClockState
from starter import projection
from starter.cli import clocks_words as words
from starter.cli import naming, showing
from starter.cli.words import LOCALE, said


def plain(done: Recomputed) -> dict[str, Any]:
    return {
        "checked": done.checked,
        "moved": done.moved,
        "untold": sorted(done.untold),
        "cases": [projection.recomputed(each) for each in done.found],
    }


def of(done: Recomputed, *, applied: bool) -> Iterator[RenderableType]:
    """What differs case by case, and what was or can be done."""
    differ = [each for each in done.found if each.clocks]
    for each in differ:
        yield showing.line(each.id, "bold")
        yield showing.indented(_changes(each))
    if not done.found:
        yield showing.line(said(words.NOTHING_DIFFERS, checked=done.checked))
    else:
        counts = {"checked": done.checked, "found": len(done.found), "differ": len(differ)}
        yield showing.line(said(words.DIFFER, **counts), "bold")
    if applied and done.found:
        yield showing.line(said(words.MOVED, moved=done.moved))
    elif done.found:
        yield showing.line(said(words.TO_APPLY))
    if done.untold:
        why = next(iter(done.untold.values()))
        yield showing.line(said(words.UNTOLD, untold=len(done.untold), why=why), "yellow")


def _changes(found: Found) -> Table:
    table = showing.columns()
    for each in found.clocks:
        cells = (
            naming.clock(each.kind, each.n),
            _due(each),
            said(words.CHANGE, before=_state(each.state_before), after=_state(each.state_after)),
        )
        table.add_row(*map(showing.line, cells))
    return table


def _due(each: Changed) -> str:
    return said(words.CHANGE, before=_moment(each.due_before), after=_moment(each.due_after))


def _moment(at: datetime | None) -> str:
    return showing.moment(at) if at else said(words.NO_CLOCK)


def _state(state: ClockState | None) -> str:
    return business.clock_state(state, LOCALE) if state else said(words.NO_CLOCK)
