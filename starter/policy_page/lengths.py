"""Lengths of time in plain words: in English those of a policy, which are plain enough."""

from collections.abc import Mapping

from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until, written
from schemas.enums import Locale
from schemas.words import Said

_UNITS: Mapping[str, Said] = {
    "second": Said("秒", "second"),
    "minute": Said("分钟", "minute"),
    "hour": Said("小时", "hour"),
    "day": Said("天", "day"),
}
_ELAPSED = Said("{number} {unit}", "{text}")
_BUSINESS_TIME = Said("{number} 个工作{unit}", "{text}")
_DAYS: Mapping[Until, Said] = {
    Until.SAME_TIME: Said("{number} 个工作日", "{text}"),
    Until.END_OF_DAY: Said("{number} 个工作日（下班前）", "{text}"),
}
_NEXT_DAY = Said("下个工作日 {at:%H:%M} 前", "{text}")
_LATER_DAY = Said("第 {number} 个工作日 {at:%H:%M} 前", "{text}")


def told(length: Length, locale: Locale) -> str:
    """A length of time for people."""
    text = written(length)
    number, *_, unit = text.split()
    match length:
        case Elapsed():
            return _said(_ELAPSED, locale, text=text, number=number, unit=_unit(unit, locale))
        case BusinessTime():
            return _said(_BUSINESS_TIME, locale, text=text, number=number, unit=_unit(unit, locale))
        case BusinessDays(days, until):
            return _said(_DAYS[until], locale, text=text, number=days)
        case ByTime(days, at):
            return _said(
                _LATER_DAY if days > 1 else _NEXT_DAY, locale, text=text, number=days, at=at
            )


def _unit(word: str, locale: Locale) -> str:
    return _UNITS[word.removesuffix("s")].in_(locale)


def _said(what: Said, locale: Locale, **values: object) -> str:
    return what.in_(locale).format(**values)
