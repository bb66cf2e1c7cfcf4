"""What a file names by a key and people by a word: those who are told, weekdays, calendars."""

from collections.abc import Iterable

from babel import Locale as Cldr
from babel.dates import get_day_names

from schemas.calendars import WEEKDAYS, PublicHolidays
from schemas.enums import Locale
from schemas.words import IN_BRACKETS, LISTED, PARTED, Said

_WHOM = {
    "owner": Said("负责人", "owner"),
    "agent": Said("专员", "agent"),
    "team": Said("小组", "team"),
    "lead": Said("组长", "lead"),
    "manager": Said("经理", "manager"),
}
_CALENDARS = {
    "cn": Said("中国", "China"),
    "us-ny": Said("纽约", "New York"),
    "gb": Said("英格兰", "England"),
    "247": Said("全天候", "around the clock"),
}
"""Those that are shipped; others are called what the company calls them."""
_DAILY = Said("每天", "every day")
_TO = Said("{first}至{last}", "{first} to {last}")


def listed(names: Iterable[str], locale: Locale) -> str:
    """Some names, one after the other."""
    return LISTED.in_(locale).join(names)


def told(parts: Iterable[str], locale: Locale) -> str:
    """Some facts, one after the other."""
    return PARTED.in_(locale).join(parts)


def whom(names: Iterable[str], locale: Locale) -> str:
    """Those who are told or called: roles by their word, people by their login."""
    return listed((_WHOM[each].in_(locale) if each in _WHOM else each for each in names), locale)


def are_roles(names: Iterable[str]) -> bool:
    """Whether all of these name whom a case finds, and none a person."""
    every = list(names)
    return bool(every) and all(each in _WHOM for each in every)


def calendar(key: str, locale: Locale) -> str:
    """What a calendar is called."""
    return _CALENDARS[key].in_(locale) if key in _CALENDARS else key


def calendar_with_key(key: str, locale: Locale) -> str:
    """The same, with how a policy names it."""
    name = calendar(key, locale)
    return name if name == key else name + IN_BRACKETS.in_(locale).format(text=key)


def weekdays(key: str, locale: Locale) -> str:
    """A weekday, or a range of them: `sat`, `mon-fri`."""
    first, _, last = key.partition("-")
    if (first, last) == (WEEKDAYS[0], WEEKDAYS[-1]):
        return _DAILY.in_(locale)
    names = get_day_names("abbreviated" if locale is Locale.ZH else "wide", locale=locale.value)
    begin, *end = (names[WEEKDAYS.index(each)] for each in (first, last) if each)
    return _TO.in_(locale).format(first=begin, last=end[0]) if end else begin


def holidays(kept: PublicHolidays | None, locale: Locale) -> str:
    """Whose public holidays are kept; none: a dash."""
    if kept is None:
        return "\u2013"
    country: str = Cldr.parse(locale.value).territories.get(kept.country, kept.country)
    return country + (IN_BRACKETS.in_(locale).format(text=kept.region) if kept.region else "")
