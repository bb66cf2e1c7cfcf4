"""The words of a text that an answer rests on."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.features import Span, Vector
from analysis.readable import readable

_MOST = 3
_LEAST_PART = 0.25
"""Of the weightiest: what weighs less is not worth a word."""
_LONGEST = 24
_CONSIDERED = 32


class Explained:
    """The words of one text that answers rest on: which pieces can be read is found out once, for
    whatever number of answers."""

    def __init__(self, text: str, places: Sequence[Span]) -> None:
        self._text = text
        self._places = places
        self._spans: dict[int, Span | None] = {}

    def weighty(self, weights: Vector) -> tuple[str, ...]:
        """The words that weigh most, the weightiest first, joined where they overlap.

        `weights` are those of the pieces at `places`; a negative one speaks against the answer.
        """
        ranked = _heaviest(weights)
        spans = self._spans_of(zip(ranked.tolist(), weights[ranked].tolist(), strict=True))
        found = (self._text[start:end].strip() for start, end in spans[:_MOST])
        return tuple(dict.fromkeys(found))

    def _spans_of(self, ranked: Iterable[tuple[int, float]]) -> list[Span]:
        least, spans = 0.0, list[Span]()
        for at, weight in ranked:
            if weight <= 0:
                break
            span = self._readable(at)
            if span is None:
                continue
            least = least or weight * _LEAST_PART
            if weight < least:
                break
            spans = _with(spans, span)
        return spans

    def _readable(self, at: int) -> Span | None:
        if at not in self._spans:
            self._spans[at] = readable(self._text, *_whole(self._text, *self._places[at]))
        return self._spans[at]


def _heaviest(weights: Vector) -> NDArray[np.intp]:
    """The places of the greatest weights, the greatest first, of equal ones the first."""
    if len(weights) > _CONSIDERED:
        least = np.partition(weights, -_CONSIDERED)[-_CONSIDERED]
        chosen = np.flatnonzero(weights >= least)
    else:
        chosen = np.arange(len(weights))
    ranked: NDArray[np.intp] = chosen[np.argsort(-weights[chosen], kind="stable")]
    return ranked[:_CONSIDERED]


def tells(text: str, place: Span) -> bool:
    """Whether a piece can explain anything: a single character or a mark alone cannot."""
    found = text[slice(*place)]
    return len(found) > 1 and (found[0].isalnum() or any(map(str.isalnum, found)))


def _whole(text: str, start: int, end: int) -> Span:
    """Where the piece stands, with the rest of a word of letters that it is a part of."""
    first, last = start, end
    while first > 0 and _joined(text, first):
        first -= 1
    while last < len(text) and _joined(text, last):
        last += 1
    return (first, last) if last - first <= _LONGEST else (start, end)


def _joined(text: str, at: int) -> bool:
    both = text[at - 1 : at + 1]
    return both.isascii() and both.isalpha()


def _with(spans: list[Span], new: Span) -> list[Span]:
    """The spans with a new one: joined with the first that it overlaps, else at the end."""
    for at, (start, end) in enumerate(spans):
        if new[0] < end and start < new[1]:
            joined = (min(start, new[0]), max(end, new[1]))
            is_long = joined[1] - joined[0] > _LONGEST
            return spans if is_long else [*spans[:at], joined, *spans[at + 1 :]]
    return [*spans, new]
