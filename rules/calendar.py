"""When something is due in a working calendar: pure, exact to the microsecond, and quick.

Instants are given in any zone and answered in UTC. What was paused does not count: plain spans
are put off by the length of a pause, lengths in working time by the working time that it covers,
and only by pauses that begin before the length is up. An open pause is given with its end so far.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules import days, pauses
from rules.days import Day
from rules.instants import MICROSECOND, SECOND, instant, micros, span
from rules.openings import Openings
from rules.pauses import Pauses
from schemas.calendars import ResolvedCalendar
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until


class Passing(StrEnum):
    """What became of a stretch of time on the way to a due instant."""

    COUNTED = "counted"
    PAUSED = "paused"
    CLOSED = "closed"
    """Out of hours, paused or not; only on the way of a length in working time."""


@dataclass(frozen=True)
class Stretch:
    """From one instant to another, in UTC."""

    begin: datetime
    end: datetime
    passing: Passing


class Calendar:
    """The working time of one calendar. It never changes; it remembers years it worked out."""

    def __init__(self, resolved: ResolvedCalendar) -> None:
        self.resolved = resolved
        self.zone = ZoneInfo(resolved.spec.zone)
        self._openings = Openings(self.zone, lambda on: days.day(resolved, on).intervals)

    def day(self, on: date) -> Day:
        """What a date is in this calendar: its working hours, and why."""
        return days.day(self.resolved, on)

    def due(self, start: datetime, length: Length, pauses: Pauses = ()) -> datetime:
        """The instant when a length of time, begun at `start`, is up.

        Raises:
            OutOfReach: the calendar has not so much working time within a hundred years.
        """
        begin = micros(start)
        return instant(self._put_off(begin, self._unpaused(begin, length), length, pauses))

    def share(
        self, start: datetime, length: Length, fraction: float, pauses: Pauses = ()
    ) -> datetime:
        """The instant when a fraction (0 to 1) of the way to the due instant has passed.

        Of the span, for plain spans; else of the working time between start and due.
        """
        if not 0 <= fraction <= 1:
            raise ValueError("a fraction is from 0 to 1")
        begin = micros(start)
        at = self._part(begin, self._unpaused(begin, length), length, fraction)
        return instant(self._put_off(begin, at, length, pauses))

    def worked(self, start: datetime, end: datetime, pauses: Pauses = ()) -> timedelta:
        """The working time between two instants that was not paused."""
        begin, until = micros(start), micros(end)
        return span(self._openings.worked(begin, until) - self._paused(begin, until, pauses))

    def counted(
        self, start: datetime, end: datetime, length: Length, pauses: Pauses = ()
    ) -> timedelta:
        """What counts, for such a length, of the time between two instants."""
        if not isinstance(length, Elapsed):
            return self.worked(start, end, pauses)
        begin, until = micros(start), micros(end)
        return span(until - begin - _still(begin, until, pauses))

    def is_open(self, at: datetime) -> bool:
        """Whether an instant is working time; the instant of closing is not."""
        return self._openings.holds(micros(at))

    def way(self, start: datetime, length: Length, pauses: Pauses = ()) -> tuple[Stretch, ...]:
        """What became of the time from start to due, without gaps."""
        return self.passed(start, self.due(start, length, pauses), length, pauses)

    def passed(
        self, start: datetime, end: datetime, length: Length, pauses: Pauses = ()
    ) -> tuple[Stretch, ...]:
        """What becomes of the time between two instants for such a length, without gaps."""
        begin, until = micros(start), micros(end)
        plain = isinstance(length, Elapsed)
        opened = [(begin, until)] if plain else self._openings.within(begin, until)
        found: list[Stretch] = []
        at = begin
        for opening, closing in opened:
            found += _stretch(at, opening, Passing.CLOSED)
            found += _divided(opening, closing, pauses)
            at = closing
        return (*found, *_stretch(at, until, Passing.CLOSED))

    # ── Without pauses ───────────────────────────────────────────────────────────────────────

    def _unpaused(self, start: int, length: Length) -> int:
        match length:
            case Elapsed(span=counted):
                return start + counted // MICROSECOND
            case BusinessTime(span=counted):
                return self._openings.after(start, counted // MICROSECOND)
            case BusinessDays():
                return self._days_later(start, length)
            case ByTime(days=count, at=at):
                day = self._openings.day_after(self._local(start).date(), count)
                return self._openings.instant_of(day, _clock(at))

    def _days_later(self, start: int, length: BusinessDays) -> int:
        local = self._local(start)
        today = local.date()
        if self._openings.of_day(today) is None:
            today = self._openings.day_after(today, 1)
            local = self._local(self._bounds(today)[0])
        last = self._openings.day_after(today, length.days)
        opening, closing = self._bounds(last)
        if length.until is Until.END_OF_DAY:
            return closing
        same = self._openings.instant_of(last, _clock(local.time()))
        return max(opening, min(same, closing))

    def _bounds(self, working_day: date) -> tuple[int, int]:
        found = self._openings.of_day(working_day)
        assert found, "asked of working days only"  # noqa: S101
        return found

    def _part(self, start: int, due: int, length: Length, fraction: float) -> int:
        work = 0 if isinstance(length, Elapsed) else self._openings.worked(start, due)
        if fraction == 1 or not work:  # nothing is worked before 08:00 if all open at 09:00
            return start + round((due - start) * fraction)
        return self._openings.after(start, round(work * fraction))

    def _local(self, at: int) -> datetime:
        return instant(at).astimezone(self.zone)

    # ── Pauses ───────────────────────────────────────────────────────────────────────────────

    def _put_off(self, start: int, at: int, length: Length, paused: Pauses) -> int:
        if not paused:
            return at
        for begin, end in pauses.since(start, paused):
            if begin >= at:
                break
            if isinstance(length, Elapsed):
                at += end - begin
            else:
                at = self._openings.after(at, self._openings.worked(begin, end))
        return at

    def _paused(self, start: int, end: int, paused: Pauses) -> int:
        found = pauses.since(start, paused)
        return sum(self._openings.worked(begin, min(until, end)) for begin, until in found)


@lru_cache(maxsize=256)
def calendar_of(resolved: ResolvedCalendar) -> Calendar:
    """The one compiled calendar of what was resolved, with all the years it has worked out."""
    return Calendar(resolved)


def _clock(at: time) -> int:
    """Microseconds after midnight."""
    return (at.hour * 3600 + at.minute * 60 + at.second) * SECOND + at.microsecond


def _still(start: int, end: int, paused: Pauses) -> int:
    """How long a stretch was paused."""
    found = pauses.since(start, paused)
    return sum(min(until, end) - begin for begin, until in found if begin < end)


def _divided(begin: int, end: int, paused: Pauses) -> Iterator[Stretch]:
    """A working stretch, divided by the pauses in it."""
    at = begin
    for pause, until in pauses.since(begin, paused):
        if pause >= end:
            break
        yield from _stretch(at, pause, Passing.COUNTED)
        yield from _stretch(pause, min(until, end), Passing.PAUSED)
        at = min(until, end)
    yield from _stretch(at, end, Passing.COUNTED)


def _stretch(begin: int, end: int, passing: Passing) -> Iterator[Stretch]:
    if begin < end:
        yield Stretch(instant(begin), instant(end), passing)
