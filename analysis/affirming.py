"""A text with its denials carried out, for a model that sees words and not what is denied of them.

"没有闪退了" speaks well of a product, though 闪退 stands in it; "不是不好用" says 好用.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.negation import denials

Change = tuple[int, int, str]
"""From where to where, and what stands there then."""

_TROUBLE = re.compile(
    "闪退|崩溃|卡顿|卡死|死机|黑屏|白屏|报错|出错|故障|掉线|断线|骗子|骗人|漏电|漏水|发烫|异响|坑人|失望|后悔"
    "|难用|难吃|不好用|不好吃|不好看|不好|不行|不满意|不喜欢|不方便|不值|差劲|垃圾"
    r"|\b(?:crash(?:es|ed|ing)?|freez(?:e|es|ing)|lag(?:s|gy|ging)?|bugs?|buggy|errors?|scams?"
    r"|problems?|issues?|trouble|bad|terrible|awful|useless|disappoint(?:ed|ing)|broken|slow|worst"
    r"|complain(?:ts?|ing)?|hacked|overheat(?:s|ed|ing)?)\b"
)
# 没问题 and 没毛病 are left as they are: in reviews they lead up to what is wrong as often as not.
_BETTER = "better|happier|easier|nicer|smoother|simpler|friendlier|kinder"
_PLEASED = "pleased|happy|satisfied|helpful|grateful|impressed"
_SAYINGS = (
    (
        re.compile("(?<!有)没有?[^,.!?没]{0,6}[那这]么(?:差|糟糕?|烂|慢|难|贵|吵|麻烦)(?!的)"),
        "还不错",
    ),
    (
        re.compile(rf"\bcould(?:n'?t| not) (?:be|have been) (?:{_BETTER}|more (?:{_PLEASED}))\b"),
        "very good",
    ),
    (re.compile(r"\b(?:can'?t|cannot) (?:really )?say (?:that )?(?:i'm|i am|it's|it is)\b"), "not"),
)
"""Whose denial lies in the whole saying: no single word of them is denied."""
_HAN = re.compile("[\u3400-\u9fff]")
_ONLY_ABSENT = re.compile(r"(?:no(?! longer| more)|without|none of)\b")


class Affirmed(NamedTuple):
    """What a text means, without denials; and the text as it was written."""

    text: str
    written: str
    instead: Mapping[str, str]
    """What is new in the text, and what was written there."""

    def as_written(self, words: Sequence[str]) -> tuple[str, ...]:
        """Words of the affirmed text as they were written; without those that were not."""
        found = (word if word in self.written else self._before(word) for word in words)
        return tuple(dict.fromkeys(word for word in found if word in self.written))

    def _before(self, word: str) -> str:
        for new, old in self.instead.items():
            if word in new or new in word:
                return word.replace(new, old) if new in word else old
        return word


def affirmed(text: str) -> Affirmed:
    """A plain text in which trouble that is denied is no trouble, and a denial of a denial gone."""
    parts, done, instead = list[str](), 0, dict[str, str]()
    for start, end, meant in sorted([*_sayings(text), *_troubles(text)]):
        if start >= done:
            parts += [text[done:start], meant]
            instead |= {meant: text[start:end]} if meant else {}
            done = end
    return Affirmed("".join((*parts, text[done:])), text, instead)


def _sayings(text: str) -> Iterator[Change]:
    for saying, meant in _SAYINGS:
        yield from ((*found.span(), meant) for found in saying.finditer(text))


def _troubles(text: str) -> Iterator[Change]:
    for found in _TROUBLE.finditer(text):
        times, start, end = denials(text, *found.span())
        if times:
            yield start, end, _instead(text, start, found, times)


def _instead(text: str, start: int, found: re.Match[str], count: int) -> str:
    """What is left of a word and the denials before it."""
    word = found[0]
    if count % 2 == 0:
        return word
    if word.startswith("不"):
        return word.removeprefix("不")
    if _HAN.match(word):
        return "很好"
    return "" if _ONLY_ABSENT.match(text, start) else "good"
