"""What was added to a text and what was taken away, word by word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_SENTENCES = re.compile(r"[^\n.!?\u3002\uff01\uff1f]*[\n.!?\u3002\uff01\uff1f]*")
_MOST = 3000
"""Longer texts are compared sentence by sentence: the time grows with the square of the parts."""


_TOO_FEW = 2
"""So few signs that two versions have in common are chance."""


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
    for gone, added in _whole(_runs(old, new)):
        if gone == added:
            yield Piece(Change.SAME, gone)
            continue
        if gone:
            yield Piece(Change.GONE, gone)
        if added:
            yield Piece(Change.ADDED, added)


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """What stands in one text, and in its place in the other."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield "".join(old[a:b]), "".join(new[c:d])


def _whole(runs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Changes as people read them: a sign or a space that two of them have in common parts them
    not."""
    found = list(runs)
    held = ("", "")
    for at, (gone, added) in enumerate(found):
        parts = gone != added or (len(gone.strip()) < _TOO_FEW and 0 < at < len(found) - 1)
        if parts:
            held = (held[0] + gone, held[1] + added)
            continue
        if held != ("", ""):
            yield held
        yield gone, added
        held = ("", "")
    if held != ("", ""):
        yield held
