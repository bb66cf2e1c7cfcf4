"""Intervals of a day as a policy writes them: `"09:00-12:00"`."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from schemas.findings import Mistake
from schemas.words import Said

DAY = 24 * 60
_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)
_FORMS = Said(
    '写成 "09:00-12:00"，一天到 24:00 为止', 'write them like "09:00-12:00"; a day ends at 24:00'
)
APART = Said("错开两者，或合并成一段", "move one of them, or join the two")


class Interval(NamedTuple):
    """From one minute of a day to another, that one excluded.

    Minutes count from local midnight. One that crosses midnight ends after minute 1440.
    """

    begin: int
    end: int

    def __str__(self) -> str:
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{_clock(self.begin)}-{_clock(end)}"


def _parse(value: Any) -> Any:
    if isinstance(value, Interval):
        return value
    if not (found := _FORM.fullmatch(value.strip()) if isinstance(value, str) else None):
        raise Mistake(f"{value!r} 不是工作时间", f"{value!r} are no working hours", _FORMS)
    begin = int(found[1]) * 60 + int(found[2])
    end = int(found[3]) * 60 + int(found[4]) if found[3] else DAY
    return Interval(begin, end if end > begin else end + DAY)


def _in_order(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    found = tuple(sorted(intervals))
    if clash := overlap(found):
        raise Mistake(f"{clash[0]} 与 {clash[1]} 重叠", f"{clash[0]} and {clash[1]} overlap", APART)
    return found


def overlap(intervals: Iterable[Interval]) -> tuple[Interval, Interval] | None:
    """The first two of intervals, which are in order, that overlap."""
    return next(((a, b) for a, b in pairwise(intervals) if b.begin < a.end), None)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


Hours = Annotated[
    tuple[Annotated[Interval, BeforeValidator(_parse), PlainSerializer(str, return_type=str)], ...],
    AfterValidator(_in_order),
]
"""The working hours of one day, in order; none on a free day."""
