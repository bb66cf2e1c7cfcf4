"""Whether a text denies what one of its words says: "没有闪退了", "no longer crashes"."""

import re
from typing import NamedTuple

_REACH = 40
_NO_ZH = (
    "没有|没|不是|不会|不再|并不|不(?!过|但|仅|光|止|断|停|时|管|论|得|料|想|知)|未|无|并非|从未"
)
_FILLED_ZH = (
    "再|有|出现|发生|遇到|碰到|见过|过|任何|什么|怎么|被|会|是|了|太|很|那么|这么|特别|觉得|感觉|发现|因为"
    "|的|又|真的|存在|到|曾|遭到|受到|造成|引起|导致|一次|一个|这种|这样|那种|出"
)
_NO_EN = (
    r"\b(?:no longer|no more|not|never|no|without|none of|nor"
    r"|(?:is|are|was|were|do|does|did|has|have|had|ai|should)n'?t)"
    r"(?!\s(?:only|just|merely|sure))"
)
_FILLED_EN = (
    r"\s(?:a|an|any|the|all|been|be|being|is|was|it|really|even|once|ever|longer|anymore|have|had"
    r"|has|actually|yet|quite|sign|signs|of|to|that|some|kind|such|app|more|single|real|by|cause"
    r"|caused|experience|experienced|think|believe|say|saying|mean|because|due)(?=\s|$)"
)
_BEFORE_ZH = re.compile(f"(?:{_NO_ZH})(?:{_FILLED_ZH})*$")
_BEFORE_EN = re.compile(
    rf"{_NO_EN}(?:{_FILLED_EN})*\s*$|(?<!n't )(?<!not )\b(?:stop|stops|stopped|quit)\s$"
)
_AFTER_ZH = re.compile(
    "(?:的|问题|现象|情况|毛病|事|都|也|已经|已|终于|全|目前|现在|再|了|,)*"
    "(?:没有了|没了|不见了|消失了|解决了|修复了|修好了|好了|不再|没再|没有再|不存在)"
)
_AFTER_EN = re.compile(
    r"(?:\s?(?:bugs?|issues?|problems?|errors?|is|are|was|were|has|have|been|now|finally|all|got"
    r"|seems?|completely|totally|already|of|mine|the|app|for|me))*"
    r"\s(?:gone|over|fixed|solved|resolved|stopped|no more|disappeared)\b"
)
_NEVER_SO = re.compile("过(?:[这那]么|[这那]样|[这那]种)的?$")
"""没见过这么慢的: never anything so slow; that denies nothing."""
_NO_DENIAL = ("能不能", "可不可以", "会不会", "不得", "难道", "岂", "能")


class Denials(NamedTuple):
    """How many denials stand around a word, and from where to where."""

    times: int
    start: int
    end: int


def denied(text: str, start: int, end: int) -> bool:
    """Whether a plain text denies the word that stands from `start` to `end`.

    A denial is denied by another one. "Is it so?" denies nothing, neither does "not only".
    """
    return denials(text, start, end).times % 2 == 1


def denials(text: str, start: int, end: int) -> Denials:
    """The denials of a word: those before it, or else the one after it."""
    before = text[max(0, start - _REACH) : start]
    count, rest = _counted(before)
    if count:
        return Denials(count, start - len(before) + rest, end)
    after = text[end : end + _REACH]
    found = _AFTER_ZH.match(after) or _AFTER_EN.match(after)
    return Denials(1, start, end + found.end()) if found else Denials(0, start, end)


def _counted(before: str) -> tuple[int, int]:
    """How many denials follow on one another right before a word, and where the first begins."""
    found = 0
    if _NEVER_SO.search(before):
        return 0, len(before)
    while hit := _BEFORE_ZH.search(before) or _BEFORE_EN.search(before):
        if _asked(before, hit.start()):
            break
        before, found = before[: hit.start()], found + 1
    return found, len(before)


def _asked(text: str, at: int) -> bool:
    """Whether what looks like a denial asks, as 是不是 does, wishes, or says that it must be."""
    asked = at > 0 and text[at - 1] == text[at + 1 : at + 2]
    return asked or text[:at].endswith(_NO_DENIAL)
