"""What is counted in a plain text: the pieces of its words, and signs."""

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Span = tuple[int, int]

_HEAD, _TAIL = 1500, 500
_LONGEST = 4
_LONG = 5
"""Letters from which on a word has parts."""
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


class Cut(NamedTuple):
    """The pieces of a text in its order: what each is, and from where to where it stands."""

    keys: list[str]
    spans: list[Span]


def pieces(text: str) -> list[Piece]:
    """Runs of one to four Chinese characters; words, pairs of words, and parts of long words."""
    keys, spans = cut(text)
    return [Piece(key, *span) for key, span in zip(keys, spans, strict=True)]


def cut(text: str) -> Cut:
    """The pieces of a text, side by side: of a text there are a thousand, and most are unknown."""
    found = Cut([], [])
    keys, spans = found
    before: list[tuple[str, int]] = []
    for token in _TOKENS.finditer(text):
        start, end = token.span()
        if token.lastgroup == "han":
            _han(token[0], start, found)
            before = []
            continue
        word = _word(token)
        keys += [word, *(f"{key} {word}" for key, _ in before)]
        spans += [(start, end), *((began, end) for _, began in before)]
        if token.lastgroup == "word" and end - start >= _LONG:
            _parts(word, start, found)
        before = [(word, start), *((f"{key} {word}", began) for key, began in before[:1])]
    return found


def _word(token: re.Match[str]) -> str:
    if token.lastgroup == "digits":
        return "0" * min(len(token.group()), 6)
    return token.group()


def _han(run: str, start: int, found: Cut) -> None:
    length = len(run)
    places = [
        (at, end) for at in range(length) for end in range(at + 1, min(at + _LONGEST, length) + 1)
    ]
    found.keys.extend([run[at:end] for at, end in places])
    found.spans.extend([(start + at, start + end) for at, end in places])


def _parts(word: str, start: int, found: Cut) -> None:
    """Four and five letters of a word each: what typing errors and endings leave whole."""
    marked, length = f"<{word}>", len(word)
    for size in (4, 5):
        places = range(length + 3 - size)
        found.keys.extend([f"_{marked[at : at + size]}" for at in places])
        found.spans.extend(
            [(start + max(at - 1, 0), start + min(at + size - 1, length)) for at in places]
        )
