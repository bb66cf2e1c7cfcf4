"""A text with its denials carried out, for a model that sees words and not what is denied of them.

"没有闪退了" speaks well of a product, though 闪退 stands in it; "不是不好用" says 好用.
"""

import re
from collections.abc import Iterator, Sequence
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
_COMPARED = "(?:我|大家|别人|网上|评论[里中]?)?(?:想象|想像|预想|预期|传说|说)[中里]?[的得]?"
_POOR = "(?:差(?!不多|点|评|别)|糟糕?+|烂|慢|贵|吵|麻烦|难[用吃看听受]?+)"
_BETTER = "better|happier|easier|nicer|smoother|simpler|friendlier|kinder"
_PLEASED = "pleased|happy|satisfied|helpful|grateful|impressed"
_SAYINGS = (
    # 从来没那么慢过, never so slow, is the opposite.
    (re.compile(f"(?<![从来还刚是有])没有?(?:{_COMPARED})?那么{_POOR}(?![的过])"), "还不错"),
    (
        re.compile(
            rf"\bcould(?:n'?t| not) (?:be|have been) (?:{_BETTER}|more (?:{_PLEASED}))"
            r"(?=\s*(?:$|[.,!;:)])|\s(?:with|and|about)\b)"
        ),
        "very good",
    ),
)
"""Whose denial lies in the whole saying: no single word of them is denied."""
_HAN = re.compile("[\u3400-\u9fff]")
_ONLY_ABSENT = re.compile(r"(?:no(?! longer| more)|without|none of)\b")


class Affirmed(NamedTuple):
    """What a text means, without denials; and the text as it was written."""

    text: str
    written: str
    changed: Sequence[tuple[int, int, int, int]]
    """From where to where the text is new, and from where to where that was written otherwise."""

    def as_written(self, words: Sequence[str]) -> tuple[str, ...]:
        """What was written where words of the text stand."""
        return tuple(dict.fromkeys(self._as_written(word) for word in words))

    def _as_written(self, word: str) -> str:
        start = self.text.find(word)
        if start < 0 or not word:
            return word
        end = start + len(word) - 1
        return self.written[self._place(start)[0] : self._place(end)[1]].strip(" .,;:!?")

    def _place(self, at: int) -> tuple[int, int]:
        """From where to where it was written what now stands at one place."""
        moved = 0
        for start, end, was, ended in self.changed:
            if at < start:
                break
            if at < end:
                return was, ended
            moved = ended - end
        return at + moved, at + moved + 1


def affirmed(text: str) -> Affirmed:
    """A plain text in which trouble that is denied is no trouble, and a denial of a denial gone."""
    said, done, changed = "", 0, list[tuple[int, int, int, int]]()
    for start, end, meant in sorted(_changes(text), key=lambda each: (each[0], -each[1])):
        if start >= done:
            said += text[done:start]
            changed.append((len(said), len(said) + len(meant), start, end))
            said, done = said + meant, end
    return Affirmed(said + text[done:], text, changed)


def _changes(text: str) -> Iterator[Change]:
    yield from _sayings(text)
    yield from _troubles(text)


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
