"""Lengths of time in plain words: in English those of a policy, which are plain enough."""

from collections.abc import Mapping

from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until, written
from schemas.words import Said
from starter.cli.words import said

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
