"""What kind of day a date is in a calendar, and why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.calendars import CalendarSpec, KnownDay, ResolvedCalendar
from schemas.hours import Interval


class DayKind(StrEnum):
    """What decided about a day; each goes before those below it."""

    OWN = "own"
    MAKE_UP = "make_up"
    HOLIDAY = "holiday"
    WEEKDAY = "weekday"


@dataclass(frozen=True)
class Reason:
    """Why a day is as it is; the public holiday's name, if that is why."""

    kind: DayKind
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Day:
    """One date of a calendar; its intervals in the local time of the calendar's zone."""

    date: date
    working: bool
    intervals: tuple[Interval, ...]
    reason: Reason


def day(calendar: ResolvedCalendar, on: date) -> Day:
    """This date, as own days, make-up days, public holidays and weekdays have it."""
    spec, known = calendar.spec, calendar.known.days.get(on)
    if (own := spec.days.get(on)) is not None:
        return Day(on, bool(own), own, Reason(DayKind.OWN))
    if known is not None:
        return _known(spec, known, on)
    hours = spec.week[on.weekday()]
    return Day(on, bool(hours), hours, Reason(DayKind.WEEKDAY))


def _known(spec: CalendarSpec, known: KnownDay, on: date) -> Day:
    hours = spec.hours_of_make_up_days if known.working else ()
    kind = DayKind.MAKE_UP if known.working else DayKind.HOLIDAY
    return Day(on, bool(hours), hours, Reason(kind, known.zh, known.en))
