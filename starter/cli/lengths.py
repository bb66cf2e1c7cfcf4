"""Lengths of time in plain words: in English those of a policy, which are plain enough."""

from collections.abc import Mapping

from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until, written
from schemas.words import Said
from starter.cli.words import said

_UNITS: Mapping[str, Said] = {
    "second": Said("\u79d2", "second"),
    "minute": Said("\u5206\u949f", "minute"),
    "hour": Said("\u5c0f\u65f6", "hour"),
    "day": Said("\u5929", "day"),
}
_ELAPSED = Said("{number} {unit}", "{text}")
_BUSINESS_TIME = Said("{number} \u4e2a\u5de5\u4f5c{unit}", "{text}")
_DAYS: Mapping[Until, Said] = {
    Until.SAME_TIME: Said("{number} \u4e2a\u5de5\u4f5c\u65e5", "{text}"),
    Until.END_OF_DAY: Said(
        "{number} \u4e2a\u5de5\u4f5c\u65e5\uff08\u4e0b\u73ed\u524d\uff09", "{text}"
    ),
}
_NEXT_DAY = Said("\u4e0b\u4e2a\u5de5\u4f5c\u65e5 {at:%H:%M} \u524d", "{text}")
_LATER_DAY = Said("\u7b2c {number} \u4e2a\u5de5\u4f5c\u65e5 {at:%H:%M} \u524d", "{text}")


def told(length: Length) -> str:
    """A length of time for people."""
    text = written(length)
    number, *_, unit = text.split()
    match length:
        case Elapsed():
            return said(_ELAPSED, text=text, number=number, unit=_unit(unit))
        case BusinessTime():
            return said(_BUSINESS_TIME, text=text, number=number, unit=_unit(unit))
        case BusinessDays(days, until):
            return said(_DAYS[until], text=text, number=days)
        case ByTime(days, at):
            return said(_LATER_DAY if days > 1 else _NEXT_DAY, text=text, number=days, at=at)


def _unit(word: str) -> str:
    return said(_UNITS[word.removesuffix("s")])
