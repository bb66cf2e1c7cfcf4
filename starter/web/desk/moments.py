"""Times and lengths of time as people say them; the exact instant stands beside."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

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
    said = _said(_round(at - now), locale, directed=True)
    return Moment(said, moment(at, locale, zone), at.isoformat())


def span(length: timedelta, locale: Locale) -> str:
    """A length of time in one unit, such as `3 hours`; working time is said as it is counted."""
    return _said(_round(length), locale, directed=False)


@lru_cache(maxsize=8192)  # lists say few lengths, each many times
def _said(length: timedelta, locale: Locale, *, directed: bool) -> str:
    said = format_timedelta(length, add_direction=directed, locale=locale.value, threshold=1.5)
    return _TOUCHING.sub(" ", said)


def _round(length: timedelta) -> timedelta:
    """Seconds are nobody's business, but for the last minute."""
    return length if abs(length) < _MINUTE else timedelta(minutes=round(length / _MINUTE))
