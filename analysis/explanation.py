"""The words of a text that an answer rests on."""

from collections.abc import Sequence

from analysis.features import Piece

_MOST = 3
_LEAST_PART = 0.25
"""Of the weightiest: what weighs less is not worth a word."""
_LONGEST = 24


def weighty(text: str, read: Sequence[Piece], weights: Sequence[float]) -> tuple[str, ...]:
    """The pieces of a text that weigh most, the weightiest first, joined where they touch.

    `weights` are those of the pieces `read`; a negative one speaks against the answer.
    """
    ranked = sorted(zip(weights, read, strict=True), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] <= 0:
        return ()
    least = ranked[0][0] * _LEAST_PART
    spans: list[tuple[int, int]] = []
    for weight, piece in ranked:
        if weight < least:
            break
        spans = _with(spans, (piece.start, piece.end))
    return tuple(dict.fromkeys(text[start:end].strip() for start, end in spans[:_MOST]))


def _with(spans: list[tuple[int, int]], new: tuple[int, int]) -> list[tuple[int, int]]:
    """The spans with a new one: joined with the first it overlaps, else at the end."""
    for at, (start, end) in enumerate(spans):
        joined = (min(start, new[0]), max(end, new[1]))
        overlaps = new[0] < end and start < new[1]
        if overlaps:
            return spans if joined[1] - joined[0] > _LONGEST else _replaced(spans, at, joined)
    return [*spans, new]


def _replaced(
    spans: list[tuple[int, int]], at: int, joined: tuple[int, int]
) -> list[tuple[int, int]]:
    return [*spans[:at], joined, *spans[at + 1 :]]
