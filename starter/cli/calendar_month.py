"""A month of a calendar, drawn in the terminal."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from rules.calendar import Calendar
from rules.days import Day, DayKind
from schemas.enums import Locale
from starter.cli import calendar_words as words
from starter.cli import showing
from starter.cli.calendar_choice import Chosen
from starter.cli.words import LOCALE, said

_MARKS = {
    (DayKind.WEEKDAY, True): (" ", ""),
    (DayKind.WEEKDAY, False): ("·", "dim"),
    (DayKind.HOLIDAY, False): ("×", "red"),
    (DayKind.MAKE_UP, True): ("+", "bold green"),
    (DayKind.OWN, True): ("*", "bold cyan"),
    (DayKind.OWN, False): ("*", "cyan"),
}
_USUAL = ("?", "")


def show(chosen: Chosen, first: date, as_json: bool) -> None:
    """Draw the month that begins on this day."""
    days = [chosen.calendar.day(day) for day in _month(first)]
    if as_json:
        showing.answer(_plain(chosen, first, days))
    else:
        showing.show(*_drawn(chosen, first, days))


def reason(day: Day) -> str:
    """Why a day is as it is, in the chosen language."""
    why = day.reason
    if why.kind is DayKind.WEEKDAY:
        return said(words.WORKING_DAY if day.working else words.FREE_DAY)
    return (why.zh if LOCALE is Locale.ZH else why.en) or said(words.KINDS[why.kind])


def notes(calendar: Calendar, year: int) -> Iterator[Text]:
    """What is not known of the public holidays of a year."""
    known = calendar.resolved.known
    last = known.last_make_up_year
    if not known.source:
        return
    if not known.first_year <= year <= known.last_year:
        years = {"first": known.first_year, "last": known.last_year}
        yield _note(said(words.HOLIDAYS_UNKNOWN, source=known.source, **years))
    elif last and year > last:
        yield _note(said(words.MAKE_UP_UNKNOWN, source=known.source, year=last))


def _month(first: date) -> list[date]:
    following = (first + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=n) for n in range((following - first).days)]


def _plain(chosen: Chosen, first: date, days: list[Day]) -> dict[str, Any]:
    resolved = chosen.calendar.resolved
    return {
        "calendar": chosen.name,
        "zone": resolved.spec.zone,
        "month": f"{first:%Y-%m}",
        "holidays": resolved.known.source or None,
        "days": [
            {
                "date": day.date.isoformat(),
                "working": day.working,
                "intervals": [str(each) for each in day.intervals],
                "kind": day.reason.kind.value,
                "reason": reason(day),
            }
            for day in days
        ],
    }


def _drawn(chosen: Chosen, first: date, days: list[Day]) -> Iterator[RenderableType]:
    zone = chosen.calendar.resolved.spec.zone
    yield showing.line(said(words.TITLE, month=first, name=chosen.name, zone=zone), "bold")
    yield ""
    yield showing.indented(_grid(first, days))
    yield ""
    yield showing.line(said(words.LEGEND), "dim")
    yield showing.line(_sum(days))
    if special := [day for day in days if day.reason.kind is not DayKind.WEEKDAY]:
        table = showing.columns()
        for day in special:
            table.add_row(*_row(day))
        yield ""
        yield showing.indented(table)
    yield from notes(chosen.calendar, first.year)


def _grid(first: date, days: list[Day]) -> RenderableType:
    table = showing.columns()
    table.add_row(*(showing.line(f"{name} ", "dim") for name in said(words.WEEKDAYS).split()))
    cells = [showing.line("")] * first.weekday() + [_cell(day) for day in days]
    for week in range(0, len(cells), 7):
        table.add_row(*cells[week : week + 7])
    return table


def _cell(day: Day) -> Text:
    mark, style = _MARKS.get((day.reason.kind, day.working), _USUAL)
    return showing.line(f"{day.date.day:2}{mark}", style)


def _row(day: Day) -> tuple[Text, ...]:
    _, style = _MARKS.get((day.reason.kind, day.working), _USUAL)
    hours = " ".join(str(each) for each in day.intervals) or said(words.FREE)
    told = said(words.A_DATE, day=day.date)
    return showing.line(told), showing.line(hours, style), showing.line(reason(day))


def _sum(days: list[Day]) -> str:
    minutes = sum(each.end - each.begin for day in days for each in day.intervals)
    hours = f"{minutes // 60}:{minutes % 60:02}"
    return said(words.SUM, days=sum(day.working for day in days), hours=hours)


def _note(text: str) -> Text:
    return showing.line(text, "yellow")
