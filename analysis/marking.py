"""Where the words that an answer rests on stand in a text as it was written."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from analysis.plain import folded


class Piece(NamedTuple):
    """A part of a text; `aspects` are the answers that rest on it, none: no answer does."""

    text: str
    aspects: tuple[str, ...]


def pieces(text: str, words: Iterable[tuple[str, str]]) -> list[Piece]:
    """A text in pieces, marked where one of `words` stands: each is an aspect, and the word as the
    ear heard it. Put together again they are the text."""
    heard, places = _heard(text)
    marks: list[set[str]] = [set() for _ in text]
    for aspect, word in words:
        for start in _found(heard, folded(word)):
            for place in range(places[start], places[start + len(folded(word)) - 1] + 1):
                marks[place].add(aspect)
    return list(_joined(text, marks))


def _heard(text: str) -> tuple[str, list[int]]:
    """A text as the ear hears it, and from which character each of its characters is."""
    parts = [_one(char) for char in text]
    places = [n for n, part in enumerate(parts) for _ in part]
    return "".join(parts), places


@cache
def _one(char: str) -> str:
    return folded(char)


def _found(text: str, word: str) -> Iterator[int]:
    at = text.find(word) if word else -1
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _joined(text: str, marks: list[set[str]]) -> Iterator[Piece]:
    begin = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marks[end] != marks[begin]:
            yield Piece(text[begin:end], tuple(sorted(marks[begin])))
            begin = end
