"""The known pieces of a text, counted."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from analysis.features import Piece, Vector, pieces
from analysis.weights import Weights


class Counted(NamedTuple):
    """What a text is made of: the value of each known piece, and what it says for each answer."""

    pieces: list[Piece]
    which: list[int]
    """For each of `pieces`: its row in `values` and `weights`, -1 for an unknown one."""
    values: Vector
    weights: Vector

    def known(self) -> list[tuple[int, Piece]]:
        """The known pieces with their rows, in the order of the text."""
        return [(at, piece) for at, piece in zip(self.which, self.pieces, strict=True) if at >= 0]


def counted(text: str, weights: Weights) -> Counted:
    """The pieces of a plain text, seldom ones and repeated ones weighing more, to length one."""
    read = list(pieces(text))
    known = weights.pieces
    rows = [known.get(piece.key, -1) for piece in read]
    counts = Counter(row for row in rows if row >= 0)
    place = {row: at for at, row in enumerate(counts)}
    chosen = np.fromiter(counts, dtype=np.intp, count=len(counts))
    values = valued(np.fromiter(counts.values(), dtype=np.float32), weights.rarity[chosen])
    return Counted(
        read,
        [place.get(row, -1) for row in rows],
        values,
        weights.of_pieces[chosen] * weights.scale,
    )


def valued(counts: Vector, rarity: Vector) -> Vector:
    """Values of pieces that a text holds so many times."""
    values = (1 + np.log(counts)) * rarity
    length = float(np.linalg.norm(values))
    return np.asarray(values / length if length else values, dtype=np.float32)
