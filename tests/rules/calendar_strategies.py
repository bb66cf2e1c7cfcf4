"""Random calendars, starts, lengths and pauses, most of them where clocks are changed."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from schemas.calendars import WEEKDAYS, CalendarSpec, KnownDay, KnownDays, ResolvedCalendar
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until

MINUTE = timedelta(minutes=1)
_FIRST, _LAST = datetime(2010, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
_STEP = timedelta(days=10)
_ALIASES = ("posix/", "right/", "localtime", "Factory", "posixrules")


@cache
def transitions(name: str) -> tuple[datetime, ...]:
    """When the clocks of a zone are put forward or back, to the minute."""
    zone = ZoneInfo(name)
    found, at = [], _FIRST
    while at < _LAST:
        if _offset(zone, at) != _offset(zone, at + _STEP):
            found.append(_exactly(zone, at, at + _STEP))
        at += _STEP
    return tuple(found)


@cache
def changing_zones() -> tuple[str, ...]:
    """Every zone whose clocks are changed between 2010 and 2040."""
    names = sorted(name for name in available_timezones() if not name.startswith(_ALIASES))
    return tuple(name for name in names if transitions(name))


@st.composite
def weeks(draw: st.DrawFn, around: int = 120) -> dict[str, list[str]]:
    """Hours by weekday: some days free, some with a break, some with a night shift."""
    days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))
    return {day: draw(_hours(around)) for day in days}


@st.composite
def calendars(draw: st.DrawFn, near: date | None = None, zone: str = "UTC") -> ResolvedCalendar:
    """A calendar with holidays, make-up days and own days about this date."""
    near = near or date(2026, 6, 15)
    about = st.integers(-4, 12).map(lambda n: near + timedelta(days=n))
    known = st.builds(KnownDay, working=st.booleans(), zh=st.just("节"), en=st.just("feast"))
    written: dict[str, Any] = {
        "zone": zone,
        "hours": draw(weeks().filter(_valid)),
        "make_up_hours": draw(st.none() | _hours(120)),
        "days": {
            str(day): draw(st.just([]) | _hours(120)) for day in draw(st.lists(about, max_size=2))
        },
    }
    return ResolvedCalendar(
        spec=CalendarSpec.model_validate(written),
        known=KnownDays(days=draw(st.dictionaries(about, known, max_size=4))),
    )


@st.composite
def cases(
    draw: st.DrawFn,
) -> tuple[ResolvedCalendar, datetime, Length, list[tuple[datetime, datetime]]]:
    """A calendar, a start, a length and pauses, about the time when clocks are changed."""
    zone = draw(st.sampled_from(changing_zones()))
    change = draw(st.sampled_from(transitions(zone)))
    start = change + draw(st.integers(-6 * 24 * 60, 24 * 60)) * MINUTE
    calendar = draw(calendars(change.date(), zone))
    return calendar, start, draw(lengths()), draw(pauses(start))


def lengths() -> st.SearchStrategy[Length]:
    spans = st.integers(1, 600).map(lambda n: n * MINUTE)
    clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 1, 30, 59)))
    return st.one_of(
        spans.map(Elapsed),
        spans.map(BusinessTime),
        spans.map(BusinessTime),
        st.builds(BusinessDays, st.integers(1, 3), st.sampled_from(Until)),
        st.builds(ByTime, st.integers(1, 3), clocks),
    )


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> list[tuple[datetime, datetime]]:
    """Some overlap, some touch, some begin before the start, and some are empty."""
    found: list[tuple[datetime, datetime]] = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + draw(st.integers(-600, 3 * 24 * 60)) * MINUTE
        touching = draw(st.booleans())
        if found and touching:
            begin = found[-1][1]
        found.append((begin, begin + draw(st.integers(0, 3 * 24 * 60)) * MINUTE))
    return list(draw(st.permutations(found)))


@st.composite
def _hours(draw: st.DrawFn, around: int) -> list[str]:
    """One or two intervals; clocks are changed at night, so many begin or end there."""
    minutes = st.integers(0, 24 * 60 - 1) | st.integers(0, 2 * around)
    points = sorted(draw(st.lists(minutes, min_size=2, max_size=4, unique=True)))
    points = points[: len(points) // 2 * 2]
    if draw(st.integers(0, 3)) == 0:
        points = [*points[1:], points[0]]  # the last one goes on past midnight
    pairs = zip(points[::2], points[1::2], strict=True)
    return [f"{_clock(a)}-{_clock(b)}" for a, b in pairs]


def _valid(hours: dict[str, list[str]]) -> bool:
    try:
        CalendarSpec.model_validate({"zone": "UTC", "hours": hours})
    except ValueError:
        return False
    return True


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _exactly(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > MINUTE:
        middle = before + (after - before) // MINUTE // 2 * MINUTE
        if _offset(zone, before) == _offset(zone, middle):
            before = middle
        else:
            after = middle
    return after
