"""Working calendars: as a policy writes them, and with the public holidays that were known."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from schemas.findings import Mistake
from schemas.hours import APART, DAY, Hours, Interval, overlap
from schemas.words import Said
from schemas.zones import Zone

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_FORM = re.compile("({0})(?:-({0}))?".format("|".join(WEEKDAYS)))
_DATE_FORM = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

CalendarName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""What a calendar is called in a policy and on the command line."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _only_iso(value: Any) -> Any:
    if isinstance(value, date) or (isinstance(value, str) and _DATE_FORM.fullmatch(value)):
        return value
    remedy = Said("写成 2026-12-24", "write it like 2026-12-24")
    raise Mistake(f"{value!r} 不是日期", f"{value!r} is no day", remedy)


Day = Annotated[date, BeforeValidator(_only_iso)]


class PublicHolidays(_Part):
    """Whose public holidays a calendar keeps: ISO 3166 codes of a country and a part of it."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    region: Annotated[str, Field(max_length=40)] = ""


class CalendarSpec(_Part):
    """When a team works, as a policy writes it.

    Own `days` win over make-up working days, these over public holidays, these over weekdays.
    """

    zone: Zone
    hours: dict[str, Hours]
    """By weekday or range of weekdays: `sat`, `mon-fri`. Weekdays that are not named are free."""
    holidays: PublicHolidays | None = None
    make_up_hours: Hours | None = None
    """On make-up working days; default: the hours of the week's first working day."""
    days: dict[Day, Hours] = {}
    """Own hours of single days; none: the day is free."""

    @field_validator("hours", mode="after")
    @classmethod
    def _a_week(cls, hours: dict[str, Hours]) -> dict[str, Hours]:
        named: list[int] = []
        for key in hours:
            named += _weekdays(key)
        twice = next((day for day in named if named.count(day) > 1), None)
        if twice is not None:
            raise Mistake(
                f"{WEEKDAYS[twice]} 的工作时间写了两次",
                f"the hours of {WEEKDAYS[twice]} are given twice",
                Said("只写一次", "give them once"),
            )
        if not any(hours.values()):
            raise Mistake(
                "一周里没有工作时间，永远不会上班",
                "there are no working hours in the week: the calendar never opens",
                Said(
                    '至少写一天，例如 mon-fri = ["09:00-18:00"]',
                    'add some: mon-fri = ["09:00-18:00"]',
                ),
            )
        return hours

    @model_validator(mode="after")
    def _nights_do_not_overlap(self) -> Self:
        for today, tomorrow in zip(range(7), [*range(1, 7), 0], strict=True):
            late = [Interval(max(a - DAY, 0), b - DAY) for a, b in self.week[today] if b > DAY]
            if clash := overlap([*late, *self.week[tomorrow]]):
                until = str(clash[0])[-5:]
                raise Mistake(
                    f"{WEEKDAYS[today]} 的夜班（到 {until}）与 {WEEKDAYS[tomorrow]} 的"
                    f" {clash[1]} 重叠",
                    f"the night of {WEEKDAYS[today]}, until {until}, overlaps with"
                    f" {clash[1]} of {WEEKDAYS[tomorrow]}",
                    APART,
                )
        return self

    @cached_property
    def week(self) -> tuple[tuple[Interval, ...], ...]:
        """The hours of Monday to Sunday."""
        found: list[tuple[Interval, ...]] = [()] * 7
        for key, hours in self.hours.items():
            for weekday in _weekdays(key):
                found[weekday] = hours
        return tuple(found)

    @property
    def hours_of_make_up_days(self) -> tuple[Interval, ...]:
        if self.make_up_hours is not None:
            return self.make_up_hours
        return next(hours for hours in self.week if hours)


class KnownDay(_Part):
    """A public holiday, or a make-up working day, and what it is called."""

    working: bool
    zh: str
    en: str


class KnownDays(_Part):
    """The public holidays and make-up working days that were known when a calendar was resolved.

    Kept with each version of a policy: later corrections of the data make a new version.
    """

    source: str = ""
    """The package and its version; empty if the calendar keeps no public holidays."""
    first_year: int = 0
    last_year: int = 0
    days: dict[Day, KnownDay] = {}

    @property
    def last_make_up_year(self) -> int | None:
        """The last year whose make-up days are announced; none if there never are any."""
        return max((day.year for day, known in self.days.items() if known.working), default=None)


class ResolvedCalendar(_Part):
    """All that the working time of a calendar follows from; the same always gives the same."""

    spec: CalendarSpec
    known: KnownDays = KnownDays()

    @cached_property
    def fingerprint(self) -> str:
        """Tells two calendars apart by what they hold."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        """By the fingerprint: day by day it would take longer than what is reckoned with it."""
        return isinstance(other, ResolvedCalendar) and self.fingerprint == other.fingerprint


def _weekdays(key: str) -> Iterator[int]:
    """The weekdays of `mon`, `mon-fri` or, over a weekend, `sat-mon`; Monday is 0."""
    if not (found := _WEEKDAY_FORM.fullmatch(key)):
        raise Mistake(
            f"{key!r} 不是星期几",
            f"{key!r} is no weekday",
            Said(
                "单独一天写成 mon，连续几天写成 mon-fri", "write one like mon, several like mon-fri"
            ),
        )
    first = WEEKDAYS.index(found[1])
    last = WEEKDAYS.index(found[2] or found[1])
    for step in range((last - first) % 7 + 1):
        yield (first + step) % 7
