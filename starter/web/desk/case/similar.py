"""Cases that tell of the same: those that share the words of a text which few cases have."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from schemas.access import Sight
from schemas.case_filter import CaseFilter
from schemas.search_words import units
from store.search import Page

_MOST_WORDS, _MOST_FOUND, _MANY, _ENOUGH = 16, 5, 30, 2
_IS_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SHORTEST = 4
_EVERYBODYS = frozenset(
    [
        "and",
        "are",
        "but",
        "for",
        "from",
        "have",
        "not",
        "that",
        "the",
        "their",
        "there",
        "thi",
        "veri",
        "very",
        "want",
        "with",
        "when",
        "what",
        "will",
        "would",
        "your",
        "been",
        "after",
        "pleas",
    ]
)
_FUNCTION = frozenset("的了我是不在有就都和也很到说要去你会着没看这那他她它们吗吧呢啊个么什与及")


@dataclass(frozen=True)
class Alike:
    """A case that is like another, and the words that both have."""

    case_id: str
    words: tuple[str, ...]


class Similar(Protocol):
    """Finds cases that are like a text, among those of some teams (no teams: of all)."""

    def like(self, text: str, sight: Sight, without: str) -> Sequence[Alike]: ...


class Finds(Protocol):
    """The search of the record."""

    def find(
        self,
        query: str | None = None,
        wanted: CaseFilter = ...,
        sight: Sight = ...,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page: ...


class ByWords:
    """By words: the fewer cases have one, the more it says. Two at least have to be shared."""

    def __init__(self, search: Finds) -> None:
        self._search = search

    def like(self, text: str, sight: Sight, without: str) -> Sequence[Alike]:
        """The most alike first; never the case `without`."""
        shared: dict[str, dict[str, float]] = defaultdict(dict)
        for word in words(text):
            page = self._search.find(f'"{word}"', sight=sight, limit=_MANY)
            if page.next:  # a word that so many cases have says nothing
                continue
            for case in page.rows:
                shared[case.id][word] = 1 / len(page.rows)
        shared.pop(without, None)
        found = [each for each in shared.items() if len(each[1]) >= _ENOUGH]
        found.sort(key=lambda each: -sum(each[1].values()))
        return [Alike(case_id, tuple(by)) for case_id, by in found[:_MOST_FOUND]]


def words(text: str) -> list[str]:
    """Words of a text that may tell what it is about: in Chinese every two characters, neither of
    which is a mere particle; else whole words that are long enough."""
    return list(dict.fromkeys(_words(text)))[:_MOST_WORDS]


def _words(text: str) -> Iterator[str]:
    before = ""
    for unit in units(text):
        chinese = bool(_IS_CHINESE.fullmatch(unit)) and unit not in _FUNCTION
        if chinese and before:
            yield before + unit
        if _is_word(unit):
            yield unit
        before = unit if chinese else ""


def _is_word(unit: str) -> bool:
    """In letters, long enough, and not in every text."""
    written = unit.isalpha() and unit.isascii() and len(unit) >= _SHORTEST
    return written and unit not in _EVERYBODYS
