"""The known pieces of a text, counted."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from analysis.features import Span, Vector, cut
from analysis.weights import Weights


class Counted(NamedTuple):
    """What a text is made of: the value of each known piece, and what it says for each answer."""

    rows: list[int]
    """The rows of `values` and `weights`, those first whose piece is met last."""
    spans: list[Span]
    """Where the piece of each of `rows` stands first."""
    values: Vector
    weights: Vector


def counted(text: str, weights: Weights) -> Counted:
    """The pieces of a plain text, seldom ones and repeated ones weighing more, to length one."""
    keys, spans = cut(text)
    rows = list(map(weights.pieces.get, keys))
    known = [at for at, row in enumerate(rows) if row is not None]
    counts = Counter([rows[at] for at in known])
    chosen = np.fromiter(counts, dtype=np.intp, count=len(counts))
    amounts = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    place = {row: at for at, row in enumerate(counts)}
    first = {place[rows[at]]: at for at in reversed(known)}
    return Counted(
        list(first),
        [spans[at] for at in first.values()],
        valued(amounts, weights.rarity[chosen]),
        weights.of_pieces[chosen] * weights.scale,
    )


def valued(counts: Vector, rarity: Vector) -> Vector:
    """Values of pieces that a text holds so many times."""
    values = (1 + np.log(counts)) * rarity
    length = float(np.linalg.norm(values))
    return np.asarray(values / length if length else values, dtype=np.float32)
