"""What was added to a text and what was taken away, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_SENTENCES = re.compile(r"[^\n.!?\u3002\uff01\uff1f]*[\n.!?\u3002\uff01\uff1f]*")
_MOST = 3000
"""Longer texts are compared sentence by sentence: the time grows with the square of the parts."""


class Change(StrEnum):
    """What became of a piece of a text."""

    SAME = "same"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True)
class Piece:
    """A piece of a text that is in both, or in one only."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Two texts as one. Chinese is compared sign by sign, other languages word by word."""
    parts = _WORDS if max(len(before), len(after)) <= _MOST else _SENTENCES
    old, new = (list(filter(None, parts.findall(text))) for text in (before, after))
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            yield Piece(Change.SAME, "".join(old[a:b]))
            continue
        if a < b:
            yield Piece(Change.GONE, "".join(old[a:b]))
        if c < d:
            yield Piece(Change.ADDED, "".join(new[c:d]))
