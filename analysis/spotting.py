"""Words of a policy, found in a text."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from analysis.negation import denied
from analysis.plain import folded

_LETTER = "[a-z0-9\u00df-\u024f]"
_SENTENCE = re.compile(r"[!?;\n\u3002\u2026]|\.(?=\s|$)")
_NEAR = 40


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
        self._each = [(word, _bare(word), _pattern(word)) for word in dict.fromkeys(words)]

    def __bool__(self) -> bool:
        return bool(self._each)

    def spots(self, text: str) -> Iterator[Spot]:
        """Every place of every word in a plain text."""
        for _, bare, pattern in self._each:
            if bare in text:
                for found in pattern.finditer(text):
                    yield Spot(found[0], *found.span())

    def said(self, text: str) -> list[Spot]:
        """The places where the text does not deny what the word says."""
        return [spot for spot in self.spots(text) if not denied(text, spot.start, spot.end)]


def beside(spot: Spot, others: Iterable[Spot], text: str) -> Spot | None:
    """The first of the others that stands near, in the same sentence."""
    for other in others:
        first, last = sorted((spot, other), key=lambda each: each.start)
        between = text[first.end : last.start]
        if len(between) <= _NEAR and not _SENTENCE.search(between):
            return other
    return None


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
