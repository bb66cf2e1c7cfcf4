"""Where the words that somebody searched for stand in a text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schemas.search_query import Question
from schemas.search_words import placed

_BEFORE = 30


class Piece(NamedTuple):
    """A part of a text; `is_hit` says that it was searched for."""

    text: str
    is_hit: bool


def excerpt(text: str, question: Question, most: int) -> list[Piece]:
    """About `most` characters of a text, from a little before the first hit; from the beginning if
    there is none. The pieces follow each other; what is left out is an ellipsis."""
    plain = " ".join(text.split())
    spans = list(_merged(sorted(_hits(plain, question))))
    start = _start(plain, spans[0][0], most) if spans else 0
    end = min(len(plain), start + most)
    found = list(_pieces(plain, [s for s in spans if s[1] <= end], start, end))
    ahead = [Piece("…", False)] if start else []
    return [*ahead, *found, *([Piece("…", False)] if end < len(plain) else [])]


def _start(text: str, first: int, most: int) -> int:
    if first + _BEFORE <= most or len(text) <= most:
        return 0
    start = first - _BEFORE
    blank = text.find(" ", start, first)
    return blank + 1 if blank >= 0 else start


def _hits(text: str, question: Question) -> Iterator[tuple[int, int]]:
    units = placed(text)
    for sought in question.wanted:
        for place in range(len(units) - len(sought) + 1):
            some = units[place : place + len(sought)]
            if [unit for unit, _, _ in some] == list(sought):
                yield some[0][1], some[-1][2]


def _merged(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same without overlaps."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for begin, stop in spans:
        if begin > at:
            yield Piece(text[at:begin], False)
        yield Piece(text[begin:stop], True)
        at = stop
    if at < end:
        yield Piece(text[at:end], False)
