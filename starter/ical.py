"""Days of a company's own, read from an iCalendar file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from rules.calendar import Calendar
from schemas.hours import DAY, Interval

_A_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_LONGEST_TITLE = 80


class Imported(NamedTuple):
    """A day with its own working hours, and what it is called."""

    date: date
    hours: tuple[Interval, ...]
    title: str


class _Event(NamedTuple):
    """From one wall clock of the calendar's zone to another."""

    begin: datetime
    end: datetime
    all_day: bool
    title: str


class Events:
    """What happens in some years according to a file; repeated events as often as they come.

    Raises:
        ValueError: the file is no iCalendar file.
    """

    def __init__(self, data: bytes, calendar: Calendar, years: range) -> None:
        self._calendar = calendar
        self._years = years
        self._events = sorted(_read(data, calendar, years))

    def days(self, *, working: bool) -> list[Imported]:
        """The days as they become: without the hours of events, or of the events' hours.

        An all-day event is a free day, or a working day with the hours of make-up days.
        """
        titles: defaultdict[date, list[str]] = defaultdict(list)
        found: defaultdict[date, list[Interval]] = defaultdict(list)
        for event in self._events:
            for day, hours in self._each_day(event, to_midnight=working):
                found[day].append(hours)
                titles[day].append(event.title)
        change = self._worked if working else self._left
        days = ((day, change(day, hours)) for day, hours in sorted(found.items()))
        return [
            Imported(day, hours, ", ".join(dict.fromkeys(filter(None, titles[day]))))
            for day, hours in days
            if hours is not None and day.year in self._years
        ]

    def _each_day(self, event: _Event, *, to_midnight: bool) -> Iterator[tuple[date, Interval]]:
        """The event's part of each day, in the minutes of that day; with the night after it,
        unless only `to_midnight`."""
        day = event.begin.date() - _A_DAY
        while datetime.combine(day, time()) < event.end:
            begin = (event.begin - datetime.combine(day, time())) // _MINUTE
            end = -((datetime.combine(day, time()) - event.end) // _MINUTE)
            part = Interval(max(begin, 0), min(end, DAY if to_midnight else 2 * DAY))
            reaches_in = part.begin < (DAY if event.all_day or to_midnight else 2 * DAY)
            if reaches_in and part.begin < part.end:
                yield day, part
            day += _A_DAY

    def _worked(self, day: date, hours: Sequence[Interval]) -> tuple[Interval, ...]:
        if Interval(0, DAY) in hours:
            return self._calendar.resolved.spec.hours_of_make_up_days
        return _merged(hours)

    def _left(self, day: date, away: Sequence[Interval]) -> tuple[Interval, ...] | None:
        """What remains of a day's hours; nothing is said of a day that stays as it is."""
        usual = self._calendar.day(day).intervals
        left = tuple(part for each in usual for part in _without(each, _merged(away)))
        whole = any(each.begin == 0 and each.end >= DAY for each in away)
        return left if whole or left != usual else None


def _read(data: bytes, calendar: Calendar, years: range) -> Iterator[_Event]:
    import recurring_ical_events  # type: ignore[import-untyped]
    from icalendar import Calendar as File

    parsed = File.from_ical(data)
    span = (date(years[0], 1, 1) - _A_DAY, date(years[-1] + 1, 1, 1) + _A_DAY)
    for each in recurring_ical_events.of(parsed).between(*span):
        if str(each.get("STATUS", "")).upper() != "CANCELLED":
            yield _event(each, calendar)


def _event(component: Any, calendar: Calendar) -> _Event:
    begin, end = component.start, component.end
    all_day = not isinstance(begin, datetime)
    if all_day and end <= begin:  # a day without an end is one day
        end = begin + _A_DAY
    return _Event(_wall(begin, calendar), _wall(end, calendar), all_day, _title(component))


def _wall(at: date, calendar: Calendar) -> datetime:
    """A wall clock of the calendar's zone; a time without a zone is one already."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time())
    local = at.astimezone(calendar.zone) if at.tzinfo else at
    return local.replace(tzinfo=None)


def _title(component: Any) -> str:
    plain = "".join(c if c.isprintable() else " " for c in str(component.get("SUMMARY", "")))
    return " ".join(plain.split())[:_LONGEST_TITLE]


def _without(hours: Interval, away: Iterable[Interval]) -> Iterator[Interval]:
    """What is left of working hours."""
    at = hours.begin
    for each in away:
        if each.begin >= hours.end:
            break
        if at < each.begin:
            yield Interval(at, each.begin)
        at = max(at, min(each.end, hours.end))
    if at < hours.end:
        yield Interval(at, hours.end)


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for each in sorted(intervals):
        if found and each.begin <= found[-1].end:
            found[-1] = Interval(found[-1].begin, max(each.end, found[-1].end))
        else:
            found.append(each)
    return tuple(found)
