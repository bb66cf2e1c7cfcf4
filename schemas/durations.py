"""Spans of time as a policy writes them.

`Duration` is a plain span: `"24 hours"`, `"90 minutes"`, `"7 days"` (of 24 hours). `Target` may
also be counted in a working calendar: `"4 business hours"`, `"3 business days"`,
`"3 business days until end-of-day"`, `"by 16:00 next working day"`. Each kind is a type of its
own, so that nobody takes a business day for 24 hours.
"""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from schemas.findings import Mistake
from schemas.words import Said

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_LONGEST = timedelta(days=3650)
_NUMBER = r"(\d{1,15}(?:\.\d{1,15})?)"
_FORM = re.compile(rf"{_NUMBER} (second|minute|hour|day)s?", re.ASCII)
_BUSINESS_TIME = re.compile(rf"{_NUMBER} business (second|minute|hour)s?", re.ASCII)
_BUSINESS_DAYS = re.compile(r"(\d{1,9}) business days?(?: until ([a-z-]+))?", re.ASCII)
_BY_TIME = re.compile(
    r"by ([01]\d|2[0-3]):([0-5]\d) (?:next working day|on working day (\d{1,9}))", re.ASCII
)
_PLAIN_FORMS = Said(
    '写成 "24 hours"、"90 minutes" 或 "7 days"', 'write "24 hours", "90 minutes" or "7 days"'
)
_FORMS = Said(
    '写成 "24 hours"、"4 business hours"、"90 business minutes"、"3 business days"、'
    '"3 business days until end-of-day" 或 "by 16:00 next working day"',
    'write "24 hours", "4 business hours", "90 business minutes", "3 business days",'
    ' "3 business days until end-of-day" or "by 16:00 next working day"',
)


def _parse(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    if not (found := _FORM.fullmatch(value.strip()) if isinstance(value, str) else None):
        raise _no_length(value, _PLAIN_FORMS)
    return _span(found[1], found[2])


Duration = Annotated[timedelta, BeforeValidator(_parse)]
"""A plain span of time on the clock, in no calendar."""


class Until(StrEnum):
    """When on the last of several business days their time is up."""

    SAME_TIME = "same-time"
    """The start's local time of day, kept between that day's opening and closing."""
    END_OF_DAY = "end-of-day"
    """That day's closing time."""


@dataclass(frozen=True)
class Elapsed:
    """A plain span of time on the clock: nights, weekends and holidays count."""

    span: timedelta


@dataclass(frozen=True)
class BusinessTime:
    """So much time within the working hours of a calendar."""

    span: timedelta


@dataclass(frozen=True)
class BusinessDays:
    """So many working days after the day of the start."""

    days: int
    until: Until = Until.SAME_TIME


@dataclass(frozen=True)
class ByTime:
    """A local time of day, `at`, on the so many-th working day after the date of the start."""

    days: int
    at: time


Length = Elapsed | BusinessTime | BusinessDays | ByTime


def parse_length(text: str) -> Length:
    """A length of time from the words of a policy.

    Raises:
        ValueError: it is none; the text says how one is written.
    """
    text = text.strip()
    if found := _FORM.fullmatch(text):
        return Elapsed(_span(found[1], found[2]))
    if found := _BUSINESS_TIME.fullmatch(text):
        return BusinessTime(_some(_span(found[1], found[2])))
    if found := _BUSINESS_DAYS.fullmatch(text):
        return BusinessDays(_days(found[1]), _until(found[2]))
    if found := _BY_TIME.fullmatch(text):
        return ByTime(_days(found[3] or "1"), time(int(found[1]), int(found[2])))
    raise _no_length(text, _FORMS)


def written(length: Length) -> str:
    """A length of time in the words of a policy; `parse_length` reads it back."""
    match length:
        case Elapsed(span):
            return _counted(span, "", ("day", "hour", "minute"))
        case BusinessTime(span):
            return _counted(span, "business ", ("hour", "minute"))
        case BusinessDays(days, until):
            ending = "" if until is Until.SAME_TIME else f" until {until}"
            return f"{days} business day{_s(days)}{ending}"
        case ByTime(days, at):
            day = "next working day" if days == 1 else f"on working day {days}"
            return f"by {at:%H:%M} {day}"


def _parse_target(value: Any) -> Any:
    if isinstance(value, timedelta):
        return Elapsed(value)
    if isinstance(value, Length):
        return value
    if not isinstance(value, str):
        raise _no_length(value, _FORMS)
    return parse_length(value)


Target = Annotated[
    Length, BeforeValidator(_parse_target), PlainSerializer(written, return_type=str)
]
"""A length of time of any kind, as a field that is read and written in the policy's words."""


def _no_length(value: object, remedy: Said) -> Mistake:
    return Mistake(f"{value!r} 不是时长", f"{value!r} is no length of time", remedy)


def _span(number: str, unit: str) -> timedelta:
    seconds = Decimal(number) * _UNITS[unit]
    if seconds > _LONGEST // timedelta(seconds=1):
        raise Mistake(
            f"时长不能超过 {_LONGEST.days} 天",
            f"a duration must not be longer than {_LONGEST.days} days",
        )
    return timedelta(microseconds=round(seconds * 1_000_000))


def _some(span: timedelta) -> timedelta:
    if not span:
        raise Mistake(
            "工作时间必须大于 0", "a number of business hours or minutes must be more than 0"
        )
    return span


def _days(number: str) -> int:
    if not 1 <= int(number) <= _LONGEST.days:
        raise Mistake(
            f"工作日数必须是 1 到 {_LONGEST.days}",
            f"a number of working days must be from 1 to {_LONGEST.days}",
        )
    return int(number)


def _until(word: str | None) -> Until:
    try:
        return Until(word or Until.SAME_TIME)
    except ValueError:
        one, other = (f'"until {each}"' for each in Until)
        raise Mistake(
            f"工作日没有“until {word}”",
            f'there is no "until {word}" for business days',
            Said(f"写成 {one} 或 {other}", f"write {one} or {other}"),
        ) from None


def _counted(span: timedelta, kind: str, units: tuple[str, ...]) -> str:
    """In the largest of these units that divides the span; days from two on."""
    for unit in units:
        number, rest = divmod(span, timedelta(seconds=_UNITS[unit]))
        if not rest and number and (unit != "day" or number > 1):
            return f"{number} {kind}{unit}{_s(number)}"
    seconds = Decimal(span // timedelta(microseconds=1)) / 1_000_000
    return f"{seconds:f} {kind}second{'' if seconds == 1 else 's'}"


def _s(number: int) -> str:
    return "" if number == 1 else "s"
