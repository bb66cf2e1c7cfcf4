"""When a target falls due, and the way there."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from rules.calendar import Passing, Stretch
from schemas.durations import Length, written
from starter.cli import calendar_month, showing
from starter.cli import calendar_words as words
from starter.cli.calendar_choice import Chosen
from starter.cli.words import said

_STYLES = {Passing.COUNTED: "green", Passing.PAUSED: "yellow", Passing.CLOSED: "dim"}
_SHOWN_AT_MOST = 60
_Pauses = Sequence[tuple[datetime, datetime]]


def show(chosen: Chosen, start: datetime, length: Length, pauses: _Pauses, as_json: bool) -> None:
    """Say when a length of time is up in a calendar."""
    due = chosen.calendar.due(start, length, pauses)
    way = chosen.calendar.way(start, length, pauses)
    if as_json:
        showing.answer(_plain(chosen, start, length, due, way))
    else:
        showing.show(*_told(chosen, due, way))


def _plain(
    chosen: Chosen, start: datetime, length: Length, due: datetime, way: Sequence[Stretch]
) -> dict[str, Any]:
    resolved = chosen.calendar.resolved
    return {
        "due_at": _utc(due),
        "due_local": due.astimezone(chosen.calendar.zone).isoformat(),
        "start": _utc(start),
        "duration": written(length),
        "calendar": chosen.name,
        "zone": resolved.spec.zone,
        "holidays": resolved.known.source or None,
        "way": [
            {
                "from": _utc(each.begin),
                "to": _utc(each.end),
                "what": each.passing.value,
                "seconds": (each.end - each.begin).total_seconds(),
            }
            for each in way
        ],
    }


def _told(chosen: Chosen, due: datetime, way: Sequence[Stretch]) -> Iterator[RenderableType]:
    local = due.astimezone(chosen.calendar.zone)
    zone = chosen.calendar.resolved.spec.zone
    told = {"local": local.isoformat(" "), "zone": zone, "utc": _utc(due)}
    yield showing.line(said(words.DUE_AT, **told), "bold")
    yield ""
    table = showing.columns(words.FROM, words.TO, words.LASTS, words.WHAT)
    half = _SHOWN_AT_MOST // 2
    left_out = len(way) - _SHOWN_AT_MOST
    for number, each in enumerate(way):
        if left_out <= 0 or number < half or number >= half + left_out:
            table.add_row(*_row(each, chosen))
        elif number == half:
            table.add_row(showing.line(said(words.LEFT_OUT, n=left_out), "dim"))
    yield showing.indented(table)
    yield from calendar_month.notes(chosen.calendar, local.year)


def _row(stretch: Stretch, chosen: Chosen) -> tuple[Text, ...]:
    begin, end = (
        _moment(at.astimezone(chosen.calendar.zone)) for at in (stretch.begin, stretch.end)
    )
    what = said(words.PASSINGS[stretch.passing])
    style = _STYLES[stretch.passing]
    lasts = _span(stretch.end - stretch.begin)
    return showing.line(begin), showing.line(end), showing.line(lasts), showing.line(what, style)


def _moment(at: datetime) -> str:
    weekday = said(words.WEEKDAYS).split()[at.weekday()]
    return said(words.MOMENT, at=at, weekday=weekday)


def _span(span: timedelta) -> str:
    minutes, seconds = divmod(span.seconds, 60)
    clock = f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return said(words.DAYS_LONG, days=span.days, clock=clock) if span.days else clock


def _utc(at: datetime) -> str:
    return at.isoformat().removesuffix("+00:00") + "Z"
