"""The words of a text that an answer rests on."""

from collections.abc import Sequence
from heapq import nlargest

from analysis.features import Piece
from analysis.readable import Span, readable

_MOST = 3
_LEAST_PART = 0.25
"""Of the weightiest: what weighs less is not worth a word."""
_LONGEST = 24
_CONSIDERED = 32


def weighty(text: str, read: Sequence[Piece], weights: Sequence[float]) -> tuple[str, ...]:
    """The words of a text that weigh most, the weightiest first, joined where they overlap.

    `weights` are those of the pieces `read`; a negative one speaks against the answer.
    """
    told = [pair for pair in zip(weights, read, strict=True) if pair[0] > 0]
    ranked = nlargest(_CONSIDERED, told, key=lambda pair: pair[0])
    least, spans = 0.0, list[Span]()
    for weight, piece in ranked:
        span = readable(text, *_whole(text, piece))
        if span is None:
            continue
        least = least or weight * _LEAST_PART
        if weight < least:
            break
        spans = _with(spans, span)
    return tuple(dict.fromkeys(text[start:end].strip() for start, end in spans[:_MOST]))


def tells(text: str, piece: Piece) -> bool:
    """Whether a piece can explain anything: a single character or a mark alone cannot."""
    found = text[piece.start : piece.end]
    return len(found) > 1 and any(map(str.isalnum, found))


def _whole(text: str, piece: Piece) -> Span:
    """Where the piece stands, with the rest of a word of letters that it is a part of."""
    start, end = piece.start, piece.end
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return (start, end) if end - start <= _LONGEST else (piece.start, piece.end)


def _joined(text: str, at: int) -> bool:
    return all(char.isascii() and char.isalpha() for char in text[at - 1 : at + 1])


def _with(spans: list[Span], new: Span) -> list[Span]:
    """The spans with a new one: joined with the first that it overlaps, else at the end."""
    for at, (start, end) in enumerate(spans):
        if new[0] < end and start < new[1]:
            joined = (min(start, new[0]), max(end, new[1]))
            is_long = joined[1] - joined[0] > _LONGEST
            return spans if is_long else [*spans[:at], joined, *spans[at + 1 :]]
    return [*spans, new]
