"""The calendars that there are, and days that were read from a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.calendars import CalendarSpec
from schemas.hours import Interval
from starter.cli import calendar_words as words
from starter.cli import showing
from starter.cli.calendar_choice import Known
from starter.cli.words import said
from starter.ical import Imported

_HEADER = (words.NAME, words.ZONE, words.HOURS, words.HOLIDAYS, words.ORIGIN)


def show(known: Known, as_json: bool) -> None:
    """List the calendars by their names."""
    if as_json:
        showing.answer([_plain(known, name) for name in sorted(known.specs)])
        return
    table = showing.columns(*_HEADER, wrapped=(words.HOURS,))
    for name in sorted(known.specs):
        spec = known.specs[name]
        origin = said(words.OF_POLICY if name in known.own else words.SHIPPED)
        cells = (name, spec.zone, _hours(spec), _holidays(spec) or said(words.NOTHING), origin)
        table.add_row(*(showing.line(each) for each in cells))
    showing.show(table)


def imported(known: Known, name: str, days: Sequence[Imported], as_json: bool) -> None:
    """Print days as lines of a policy; after the whole calendar, if the policy has it not yet."""
    if as_json:
        showing.answer([_day(each) for each in days])
        return
    if not days:
        showing.show(showing.line(said(words.NO_DAYS)))
        return
    whole = () if name in known.own else _whole(name, known.specs[name])
    lines = [*whole, f"[calendars.{name}.days]", *map(_line, days)]
    showing.show(*(showing.line(each) for each in lines))


def _plain(known: Known, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "shipped": name not in known.own,
        **known.specs[name].model_dump(mode="json"),
    }


def _whole(name: str, spec: CalendarSpec) -> Iterator[str]:
    """A shipped calendar as a policy would write it."""
    hours = ", ".join(f"{days} = {_quoted(each)}" for days, each in spec.hours.items())
    yield f"[calendars.{name}]"
    yield f'zone = "{spec.zone}"'
    yield f"hours = {{ {hours} }}"
    if spec.holidays:
        named = spec.holidays.model_dump(exclude_defaults=True)
        pairs = ", ".join(f'{key} = "{value}"' for key, value in named.items())
        yield f"holidays = {{ {pairs} }}"
    yield ""


def _line(imported: Imported) -> str:
    title = f"  # {imported.title}" if imported.title else ""
    return f'"{imported.date}" = {_quoted(imported.hours)}{title}'


def _quoted(hours: Sequence[Interval]) -> str:
    return "[" + ", ".join(f'"{each}"' for each in hours) + "]"


def _hours(spec: CalendarSpec) -> str:
    return "; ".join(f"{days} {' '.join(map(str, hours))}" for days, hours in spec.hours.items())


def _holidays(spec: CalendarSpec) -> str:
    if not spec.holidays:
        return ""
    return "-".join(filter(None, (spec.holidays.country, spec.holidays.region)))


def _day(imported: Imported) -> dict[str, Any]:
    hours = [str(each) for each in imported.hours]
    return {"date": imported.date.isoformat(), "intervals": hours, "title": imported.title}
