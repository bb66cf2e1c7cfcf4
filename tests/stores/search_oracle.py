"""Searching by reading every text: slow, and plain to see."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from schemas import search_words


@dataclass(frozen=True)
class Written:
    """A case: its texts, when it came and whose it is."""

    texts: list[str]
    received_at: datetime
    team: str | None


def answer(
    held: list[Written], query: str | None, teams: frozenset[str] | None, since: datetime | None
) -> list[int]:
    """The numbers, counted from 1, of the cases that are asked for: the latest first."""
    terms = None if query is None or not query.strip() else list(_terms(query))
    if terms == []:
        return []
    found = [
        (each.received_at, number)
        for number, each in enumerate(held, start=1)
        if _seen(each, teams)
        and (since is None or each.received_at >= since)
        and all(_contains(each, number, words) is not without for words, without in terms or [])
    ]
    return [number for _, number in sorted(found, reverse=True)]


def _seen(case: Written, teams: frozenset[str] | None) -> bool:
    return teams is None or (bool(teams) and case.team in {None, *teams})


def _contains(case: Written, number: int, words: list[str]) -> bool:
    """Whether the words follow each other in one of the texts, or in the number of the case."""
    for text in (f"00000-{number:05}", *case.texts):
        said = _words(text)
        starts = range(len(said) - len(words) + 1)
        if any(said[start : start + len(words)] == words for start in starts):
            return True
    return False


def _terms(query: str) -> Iterator[tuple[list[str], bool]]:
    """Words, and whether they must not occur; read from left to right."""
    rest = query
    while rest := rest.lstrip():
        without = bool(re.match(r"-\S", rest))
        rest = rest[without:]
        if rest[0] in '"\u201c\u201d':
            term, _, rest = re.sub("[\u201c\u201d]", '"', rest[1:]).partition('"')
        else:
            end = re.search(r'[\s"\u201c\u201d]|$', rest)
            assert end
            term, rest = rest[: end.start()], rest[end.start() :]
        if words := _words(term):
            yield words, without


def _words(text: str) -> list[str]:
    """Character by character."""
    words, open_word = list[str](), ""
    for char in unicodedata.normalize("NFKC", text).casefold() + " ":
        chinese = "\u3400" <= char <= "\u9fff" or ord(char) >= 0x20000
        if char.isalnum() and not chinese:
            open_word += char
            continue
        words += search_words.units(open_word)
        open_word = ""
        if chinese:
            words.append(char)
    return words
