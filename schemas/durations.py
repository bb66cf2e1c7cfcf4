"""Durations as a policy writes them: `"24 hours"`, `"90 minutes"`, `"7 days"` (of 24 hours)."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_LONGEST = timedelta(days=3650)
_FORM = re.compile(r"(\d+(?:\.\d+)?) (second|minute|hour|day)s?")


def _parse(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    if not (found := _FORM.fullmatch(value.strip()) if isinstance(value, str) else None):
        raise ValueError('a duration is written like "24 hours", "90 minutes" or "7 days"')
    seconds = float(found[1]) * _UNITS[found[2]]
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"a duration must not be longer than {_LONGEST.days} days")
    return timedelta(seconds=seconds)


Duration = Annotated[timedelta, BeforeValidator(_parse)]
"""A plain span of time on the clock, in no calendar."""
