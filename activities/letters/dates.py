"""Moments as people say them."""

from datetime import datetime
from functools import lru_cache

from babel.dates import format_datetime, get_timezone, get_timezone_name

from schemas.enums import Locale

_DAY = {Locale.ZH: "yyyy年M月d日EEEE HH:mm", Locale.EN: "EEEE, d MMMM yyyy, HH:mm"}
_STAMP = {Locale.ZH: "yyyy年M月d日 HH:mm", Locale.EN: "d MMMM yyyy, HH:mm"}
_WITH_ZONE = {Locale.ZH: "{0}（{1}）", Locale.EN: "{0} ({1})"}

# Pages say the same instants again and again, and Babel takes a tenth of a millisecond for each.
_said_once = lru_cache(maxsize=8192)


@_said_once
def moment(instant: datetime, locale: Locale, zone: str = "UTC") -> str:
    """An instant with day of the week, time of day and zone, such as
    `Thursday, 5 March 2026, 22:00 (China Standard Time)`.

    Seconds are left off, so a deadline is never said later than it is.
    """
    where = get_timezone(zone)
    day = format_datetime(instant, _DAY[locale], tzinfo=where, locale=locale.value)
    return _WITH_ZONE[locale].format(day, _named(zone, locale, instant.astimezone(where)))


def zone_name(zone: str, locale: Locale) -> str:
    """The name of a zone whatever the season, such as `China Time`."""
    return _named(zone, locale, None)


def _named(zone: str, locale: Locale, at: datetime | None) -> str:
    if zone == "UTC":
        return zone
    if at:
        return get_timezone_name(at, "long", locale=locale.value)
    where = get_timezone(zone)
    return get_timezone_name(where, "long", zone_variant="generic", locale=locale.value)


@_said_once
def stamp(instant: datetime, locale: Locale, zone: str = "UTC") -> str:
    """An instant in short, for lists that name the zone elsewhere."""
    where = get_timezone(zone)
    return format_datetime(instant, _STAMP[locale], tzinfo=where, locale=locale.value)
