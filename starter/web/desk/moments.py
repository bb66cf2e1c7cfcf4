"""Times and lengths of time as people say them; the exact instant stands beside."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta

from activities.letters.dates import moment
from schemas.enums import Locale

_MINUTE = timedelta(minutes=1)
_TOUCHING = re.compile(r"(?<=\d)(?=[\u4e00-\u9fff])")
"""Between a figure and a Chinese word; the desk sets a space there."""


@dataclass(frozen=True)
class Moment:
    """An instant: how far it is from now, exactly when, and as machines write it."""

    said: str
    exactly: str
    iso: str


def told(at: datetime, now: datetime, locale: Locale, zone: str) -> Moment:
    """An instant as somebody hears it at `now`."""
    far = at - now
    return Moment(
        _worded(far, locale, add_direction=True), moment(at, locale, zone), at.isoformat()
    )


def span(length: timedelta, locale: Locale) -> str:
    """A length of time in one unit, such as `3 hours`; working time is said as it is counted."""
    return _worded(length, locale, add_direction=False)


def _worded(length: timedelta, locale: Locale, add_direction: bool) -> str:
    said = format_timedelta(
        _round(length), add_direction=add_direction, locale=locale.value, threshold=1.5
    )
    return _TOUCHING.sub(" ", said)


def _round(length: timedelta) -> timedelta:
    """Seconds are nobody's business, but for the last minute."""
    return length if abs(length) < _MINUTE else timedelta(minutes=round(length / _MINUTE))
