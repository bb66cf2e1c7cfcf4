"""How the clock on the wall of a zone stands to the line of instants."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rules.instants import DAY, MICROSECOND, SECOND, instant


class Steady(NamedTuple):
    """A stretch of instants in which the wall clock is `offset` ahead; all in microseconds."""

    begin: int
    end: int
    offset: int


def steady(zone: ZoneInfo, begin: int, end: int) -> tuple[Steady, ...]:
    """The stretches between two instants, in order and without gaps."""
    samples = [*range(begin, end, DAY), end]
    changes = [_change(zone, a, b) for a, b in pairwise(samples) if _differ(zone, a, b)]
    bounds = [begin, *changes, end]
    return tuple(Steady(a, b, _offset(zone, a)) for a, b in pairwise(bounds))


def instants(stretches: Sequence[Steady], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """When the wall clock stands between two of its times; twice in an hour that is repeated.

    Nothing of an hour that is skipped remains.
    """
    for each in stretches:
        first = max(begin - each.offset, each.begin)
        last = min(end - each.offset, each.end)
        if first < last:
            yield first, last


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The instant between two at which the clock is put forward or back."""
    while after - before > SECOND:
        middle = (before + after) // 2 // SECOND * SECOND
        if _differ(zone, before, middle):
            after = middle
        else:
            before = middle
    return after


def _differ(zone: ZoneInfo, a: int, b: int) -> bool:
    return _offset(zone, a) != _offset(zone, b)


def _offset(zone: ZoneInfo, at: int) -> int:
    ahead = instant(at).astimezone(zone).utcoffset() or timedelta()
    return ahead // MICROSECOND
