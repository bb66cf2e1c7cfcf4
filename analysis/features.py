"""What is counted in a plain text: the pieces of its words, and signs."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_HEAD, _TAIL = 1500, 500
_LONGEST = 4
_TOKENS = re.compile(
    "(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
    "|(?P<word>[a-z\u00df-\u024f]+(?:'[a-z]+)?)|(?P<digits>[0-9]+)|[^\\s]"
)


class Piece(NamedTuple):
    """A piece of a text, and where in the text it stands."""

    key: str
    start: int
    end: int


def shortened(text: str) -> str:
    """The beginning and the end of a text that is too long to be read whole."""
    if len(text) <= _HEAD + _TAIL:
        return text
    return f"{text[:_HEAD]} {text[-_TAIL:]}"


def pieces(text: str) -> Iterator[Piece]:
    """Runs of one to four Chinese characters; words, pairs of words, and parts of long words."""
    before: list[tuple[str, int]] = []
    for token in _TOKENS.finditer(text):
        start, end = token.span()
        if token.lastgroup == "han":
            yield from _han(token.group(), start)
            before = []
            continue
        word = _word(token)
        yield Piece(word, start, end)
        for key, began in before:
            yield Piece(f"{key} {word}", began, end)
        if token.lastgroup == "word":
            yield from _parts(token.group(), start)
        before = [(word, start), *((f"{key} {word}", began) for key, began in before[:1])]


def _word(token: re.Match[str]) -> str:
    if token.lastgroup == "digits":
        return "0" * min(len(token.group()), 6)
    return token.group()


def _han(run: str, start: int) -> Iterator[Piece]:
    for at in range(len(run)):
        for size in range(1, min(_LONGEST, len(run) - at) + 1):
            yield Piece(run[at : at + size], start + at, start + at + size)


def _parts(word: str, start: int) -> Iterator[Piece]:
    """Four and five letters of a word each: what typing errors and endings leave whole."""
    if len(word) < 5:
        return
    marked = f"<{word}>"
    for size in (4, 5):
        for at in range(len(marked) - size + 1):
            end = min(at + size - 1, len(word))
            yield Piece(f"_{marked[at : at + size]}", start + max(at - 1, 0), start + end)
