"""Words of a policy, found in a text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from analysis.negation import denied
from analysis.plain import folded

_LETTER = "[a-z0-9\u00df-\u024f]"
_SENTENCE = re.compile(r"[!?;\n\u3002\u2026]|\.(?=\s|$)")
_NEAR, _LONGEST = 40, 60


class Spot(NamedTuple):
    """A word of a policy, and where it stands in a plain text."""

    word: str
    start: int
    end: int


class Words:
    """A list of words, as a policy writes them, made ready to be looked for.

    An end that is a letter or a digit of the Latin script has to be the end of a word in the text
    too, but for * at the end. Chinese words count wherever they stand.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._each = [
            (_bare(word)[:2], _bare(word), _pattern(word))
            for word in dict.fromkeys(words)
            if _bare(word)
        ]

    def __bool__(self) -> bool:
        return bool(self._each)

    def spots(self, text: str) -> Iterator[Spot]:
        """Every place of every word in a plain text."""
        pairs = _pairs(text)
        for pair, bare, pattern in self._each:
            if pair in pairs and bare in text:
                for found in pattern.finditer(text):
                    yield Spot(found[0], *found.span())

    def said(self, text: str) -> list[Spot]:
        """The places where the text does not deny what the word says, in their order."""
        found = [spot for spot in self.spots(text) if not denied(text, spot.start, spot.end)]
        return sorted(found, key=_start)


@lru_cache(maxsize=256)
def ready(words: tuple[str, ...]) -> Words:
    """These words, made ready once for many texts."""
    return Words(words)


def beside(spot: Spot, others: Sequence[Spot], text: str) -> Spot | None:
    """The first of the others, which come in their order, that stands near in the same sentence."""
    begin = bisect_left(others, spot.start - _NEAR - _LONGEST, key=_start)
    for other in takewhile(lambda each: each.start <= spot.end + _NEAR, others[begin:]):
        first, last = sorted((spot, other), key=_start)
        between = text[first.end : last.start]
        if len(between) <= _NEAR and not _SENTENCE.search(between):
            return other
    return None


def _start(spot: Spot) -> int:
    return spot.start


@lru_cache(maxsize=16)
def _pairs(text: str) -> frozenset[str]:
    """The characters of a text, each alone and each with the next: of a thousand words that are
    looked for, few begin with one of them."""
    return frozenset((*text, *map(str.__add__, text, text[1:])))


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    return folded(word).removesuffix("*").strip()


@lru_cache(maxsize=8192)
def _pattern(word: str) -> re.Pattern[str]:
    bare = _bare(word)
    whole = not folded(word).endswith("*")
    before = f"(?<!{_LETTER})" if re.match(_LETTER, bare) else ""
    after = f"(?!{_LETTER})" if whole and re.search(f"{_LETTER}$", bare) else ""
    rest = "" if whole else f"{_LETTER}*"
    return re.compile(f"{before}{re.escape(bare)}{after}{rest}")
