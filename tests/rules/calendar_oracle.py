"""When something is due in a calendar, found by walking through time minute by minute.

It knows nothing of years, offsets and bisection: each minute asks the wall clock of its zone.
Starts, spans and pauses are whole minutes.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from schemas.calendars import ResolvedCalendar
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until
from schemas.hours import Interval

MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
FARTHEST = 100 * 24 * 60
"""How many minutes are walked before the oracle gives up."""

Pauses = Sequence[tuple[datetime, datetime]]


class Walk:
    """One calendar and the pauses of one case."""

    def __init__(self, calendar: ResolvedCalendar, pauses: Pauses = ()) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.spec.zone)
        self.pauses = pauses
        self.is_open = cache(self._is_open)
        self._minutes_of = cache(self._find_minutes_of)

    def due(self, start: datetime, length: Length) -> datetime:
        match length:
            case Elapsed(span):
                return self._put_off(start, start + span, plain=True)
            case BusinessTime(span):
                return self._passed(start, span // MINUTE)
            case BusinessDays():
                return self._put_off(start, self._days_later(start, length))
            case ByTime(days, at):
                day = self._working_day_after(start.astimezone(self.zone).date(), days)
                return self._put_off(start, self._clock_shows(day, at))

    def worked(self, start: datetime, end: datetime) -> int:
        """Minutes that are working time and not paused."""
        return sum(self.is_open(t) and not self._paused(t) for t in _minutes(start, end))

    def hours(self, day: date) -> Sequence[Interval]:
        spec, known = self.calendar.spec, self.calendar.known.days.get(day)
        if day in spec.days:
            return spec.days[day]
        if known and known.working:
            return spec.hours_of_make_up_days
        return () if known else spec.week[day.weekday()]

    def _is_open(self, at: datetime) -> bool:
        wall = at.astimezone(self.zone).replace(tzinfo=None)
        today = wall.date()
        return any(_inside(wall, day, self.hours(day)) for day in (today, today - A_DAY))

    def _paused(self, at: datetime) -> bool:
        return any(begin <= at < end for begin, end in self.pauses)

    def _passed(self, start: datetime, left: int) -> datetime:
        for at in _minutes(start):
            if self.is_open(at) and not self._paused(at):
                left -= 1
            if not left:
                return at + MINUTE
        raise AssertionError("walked too far")

    def _put_off(self, start: datetime, due: datetime, *, plain: bool = False) -> datetime:
        """Each minute that was paused before the due instant puts it off by one that is not."""
        debt = sum((plain or self.is_open(t)) and self._paused(t) for t in _minutes(start, due))
        for at in _minutes(due):
            going_on = self._paused(at) and self._paused_since(at, start) < due
            if not debt and not going_on:
                return due
            if plain or self.is_open(at):
                debt -= not self._paused(at)
                due = at + MINUTE
        raise AssertionError("walked too far")

    def _paused_since(self, at: datetime, start: datetime) -> datetime:
        while at > start and self._paused(at - MINUTE):
            at -= MINUTE
        return at

    def _days_later(self, start: datetime, length: BusinessDays) -> datetime:
        local = start.astimezone(self.zone)
        day = local.date()
        if not self._minutes_of(day):
            day = self._working_day_after(day, 1)
            local = self._minutes_of(day)[0].astimezone(self.zone)
        last = self._working_day_after(day, length.days)
        opening, closing = self._minutes_of(last)[0], self._minutes_of(last)[-1] + MINUTE
        if length.until is Until.END_OF_DAY:
            return closing
        return max(opening, min(closing, self._clock_shows(last, local.time())))

    def _working_day_after(self, day: date, count: int) -> date:
        while count:
            day += A_DAY
            count -= bool(self._minutes_of(day))
        return day

    def _find_minutes_of(self, day: date) -> list[datetime]:
        """The minutes in which a day is worked, its night included."""
        if not (hours := self.hours(day)):
            return []
        begin = datetime.combine(day, time(), UTC) - A_DAY
        return [
            t
            for t in _minutes(begin, begin + 4 * A_DAY)
            if _inside(t.astimezone(self.zone).replace(tzinfo=None), day, hours)
        ]

    def _clock_shows(self, day: date, at: time) -> datetime:
        """As Python has it: of two the first, and of none as if it were not skipped."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def _inside(wall: datetime, day: date, hours: Sequence[Interval]) -> bool:
    """Whether a wall clock stands within the hours of a day, or of the night after it."""
    minute = (wall - datetime.combine(day, time())) // MINUTE
    return any(each.begin <= minute < each.end for each in hours)


def _minutes(begin: datetime, end: datetime | None = None) -> Iterator[datetime]:
    count = FARTHEST if end is None else (end - begin) // MINUTE
    return (begin + i * MINUTE for i in range(count))
