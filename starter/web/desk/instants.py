"""Instants as people write them in a filter: a day, today, 7d for seven days ago, or exactly."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas import case_filter
from schemas.findings import Mistake

_DAY = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?")
_AGO = re.compile(r"(\d{1,3})(?:d|\u5929\u524d?)")
_NAMED = {"today": 0, "\u4eca\u5929": 0, "yesterday": 1, "\u6628\u5929": 1}


def meant(written: str, now: datetime, zone: str) -> str:
    """The instant that is meant, in ISO 8601; of a day its beginning in the zone.

    Raises:
        Mistake: it is none; the text says what can be written.
    """
    there = ZoneInfo(zone)
    if day := _day(written.casefold(), now.astimezone(there).date()):
        return datetime.combine(day, time(), there).isoformat()
    try:
        return case_filter.instant(written).isoformat()
    except Mistake:
        raise _none(written) from None


def _day(written: str, today: date) -> date | None:
    if (ago := _NAMED.get(written)) is not None:
        return today - timedelta(days=ago)
    if found := _AGO.fullmatch(written):
        return today - timedelta(days=int(found[1]))
    if not (found := _DAY.fullmatch(written)):
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise _none(written) from None


def _none(written: str) -> Mistake:
    return Mistake(
        f"“{written}”不是日期。可以写 2026-11-22、今天、昨天、7天前，或时刻 2026-11-22T08:00:00Z",
        f"{written!r} is no day. Write 2026-11-22, today, yesterday, 7d for seven days ago,"
        " or an instant: 2026-11-22T08:00:00Z",
    )
