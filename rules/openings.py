"""The working time of a calendar on the line of instants, quick to search.

Each year's openings are worked out once, when first asked for, with the working time before each;
what comes after is bisection. All times are microseconds since 1970 UTC.

A minute is worked if the clock on the wall stands within the hours of its day: an hour that is
repeated when clocks are put back counts twice, one that is skipped not at all. A night shift
belongs to the day on which it begins.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from zoneinfo import ZoneInfo

from rules.instants import DAY, MINUTE, instant, midnight
from rules.offsets import Steady, instants, steady
from schemas.hours import Interval

Stretch = tuple[int, int]

_MEAN_YEAR = 31_556_952 * 1_000_000
_FARTHEST = 100
_FIRST, _LAST = 1900, 2999
# A night of the year before, or the first hours of the next one in an early zone, can reach in.
_MARGIN = 4


class OutOfReach(ValueError):
    """So much working time does not come within a hundred years, or the year is far off."""


@dataclass(frozen=True)
class _Year:
    number: int
    begin: int
    end: int
    begins: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    """The working time of the year that lies before each beginning."""
    total: int
    days: Sequence[int]
    """The ordinals of its working days, by the local date."""
    bounds: dict[int, Stretch]
    """The opening and closing of each working day."""
    clock: Sequence[Steady]
    """How the wall clock goes in it and some days around it."""

    def worked_until(self, at: int) -> int:
        found = bisect_right(self.begins, at) - 1
        if found < 0:
            return 0
        return self.before[found] + min(at, self.ends[found]) - self.begins[found]

    def reached(self, work: int) -> int:
        """The first instant when so much, more than nothing and not too much, has passed."""
        found = bisect_left(self.before, work) - 1
        return self.begins[found] + work - self.before[found]


class Openings:
    """When the working time of a calendar is, by the hours that each date has."""

    def __init__(self, zone: ZoneInfo, hours: Callable[[date], Sequence[Interval]]) -> None:
        self._zone = zone
        self._hours = hours
        self._years: dict[int, _Year] = {}

    def worked(self, begin: int, end: int) -> int:
        """The working time between two instants; none if they are not in order."""
        if end <= begin:
            return 0
        first, last = self._at(begin), self._at(end)
        between = (self._year(y).total for y in range(first.number, last.number))
        return sum(between) + last.worked_until(end) - first.worked_until(begin)

    def after(self, at: int, work: int) -> int:
        """The first instant when so much working time has passed since `at`."""
        if work <= 0:
            return at
        year = self._at(at)
        work += year.worked_until(at)
        for _ in range(_FARTHEST):
            if work <= year.total:
                return year.reached(work)
            work -= year.total
            year = self._year(year.number + 1)
        raise _out_of_reach(at)

    def holds(self, at: int) -> bool:
        """Whether an instant is working time; closing time is not."""
        year = self._at(at)
        found = bisect_right(year.begins, at) - 1
        return found >= 0 and at < year.ends[found]

    def within(self, begin: int, end: int) -> Iterator[Stretch]:
        """The working stretches between two instants."""
        pieces: list[Stretch] = []
        for number in range(self._at(begin).number, self._at(end).number + 1):
            year = self._year(number)
            first = bisect_right(year.ends, begin)
            last = bisect_left(year.begins, end)
            pieces += zip(year.begins[first:last], year.ends[first:last], strict=True)
        for a, b in _merged(pieces):
            yield max(a, begin), min(b, end)

    def of_day(self, day: date) -> Stretch | None:
        """The opening and closing of a local date; none if it is free."""
        return self._year(day.year).bounds.get(day.toordinal())

    def day_after(self, day: date, count: int) -> date:
        """The so many-th working day after a date."""
        year = self._year(day.year)
        found = bisect_right(year.days, day.toordinal()) + count - 1
        for _ in range(_FARTHEST):
            if found < len(year.days):
                return date.fromordinal(year.days[found])
            found -= len(year.days)
            year = self._year(year.number + 1)
        raise _out_of_reach(midnight(day))

    def instant_of(self, day: date, clock: int) -> int:
        """When the wall clock shows this time of a date, in microseconds after its midnight.

        The first of two such instants; if the time is skipped, it counts in the clock that was
        valid before, as RFC 5545 has it.
        """
        wall = midnight(day) + clock
        reached = [each for each in self._year(day.year).clock if each.begin + each.offset <= wall]
        inside = [each for each in reached if wall < each.end + each.offset]
        return wall - (inside[0] if inside else reached[-1]).offset

    def _at(self, at: int) -> _Year:
        year = self._year(1970 + at // _MEAN_YEAR)
        if at < year.begin:
            return self._year(year.number - 1)
        return year if at < year.end else self._year(year.number + 1)

    def _year(self, number: int) -> _Year:
        if (year := self._years.get(number)) is None:
            year = self._years[number] = self._made(number)
        return year

    def _made(self, number: int) -> _Year:
        begin, end = _bounds(number)
        clock = steady(self._zone, begin - 2 * _MARGIN * DAY, end + 2 * _MARGIN * DAY)
        pieces: list[Stretch] = []
        bounds: dict[int, Stretch] = {}
        for ordinal in _ordinals(number):
            day = date.fromordinal(ordinal)
            found = [each for hours in self._hours(day) for each in _instants(clock, day, hours)]
            pieces += found
            if found and day.year == number:
                bounds[ordinal] = min(found)[0], max(end for _, end in found)
        inside = [(max(a, begin), min(b, end)) for a, b in _merged(pieces) if a < end and b > begin]
        passed = [0, *accumulate(b - a for a, b in inside)]
        return _Year(
            number=number,
            begin=begin,
            end=end,
            begins=[a for a, _ in inside],
            ends=[b for _, b in inside],
            before=passed[:-1],
            total=passed[-1],
            days=list(bounds),
            bounds=bounds,
            clock=clock,
        )


def _bounds(year: int) -> Stretch:
    if not _FIRST <= year <= _LAST:
        raise OutOfReach(f"calendars are for the years {_FIRST} to {_LAST}")
    return midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))


def _ordinals(year: int) -> range:
    first, next_first = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return range(first - _MARGIN, next_first + _MARGIN)


def _instants(clock: Sequence[Steady], day: date, hours: Interval) -> Iterator[Stretch]:
    start = midnight(day)
    return instants(clock, start + hours.begin * MINUTE, start + hours.end * MINUTE)


def _merged(pieces: list[Stretch]) -> list[Stretch]:
    """In order; what touches or overlaps is one."""
    found: list[Stretch] = []
    for begin, end in sorted(pieces):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def _out_of_reach(at: int) -> OutOfReach:
    since = f"{instant(at):%Y-%m-%d}"
    return OutOfReach(f"so much working time does not come in {_FARTHEST} years from {since} on")
