"""Linear answers from labelled rows: softmax regression, the same result for the same rows."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from analysis.features import Vector

_STEPS = 150
_PRECISION = 1e-4


class Rows(NamedTuple):
    """What is known of many texts: their pieces, and their signs and meaning side by side."""

    pieces: csr_matrix
    dense: Vector

    def at(self, chosen: Vector) -> "Rows":
        """Some of the rows."""
        return Rows(self.pieces[chosen], self.dense[chosen])


class Fitted(NamedTuple):
    """A column of weights for each class."""

    of_pieces: Vector
    of_dense: Vector
    bias: Vector

    def logits(self, rows: Rows) -> Vector:
        return np.asarray(rows.pieces @ self.of_pieces + rows.dense @ self.of_dense + self.bias)


def fit(rows: Rows, truth: Vector, classes: int, weights: Vector, strength: float) -> Fitted:
    """Weights that answer `truth` (class numbers); a smaller `strength` keeps them nearer to 0.

    Rows count as much as their `weights`.
    """
    sparse, dense = rows.pieces.shape[1], rows.dense.shape[1]
    turned = rows.pieces.T.tocsr()
    wanted = np.eye(classes, dtype=np.float32)[truth]
    weighed = weights.astype(np.float32)[:, None]

    def parts(flat: Vector) -> Fitted:
        table = flat.reshape(-1, classes).astype(np.float32)
        return Fitted(table[:sparse], table[sparse : sparse + dense], table[-1])

    def loss(flat: Vector) -> tuple[float, Vector]:
        now = parts(flat)
        logits = now.logits(rows)
        logits -= logits.max(axis=1, keepdims=True)
        grown = np.exp(logits)
        total = grown.sum(axis=1, keepdims=True)
        off = weighed * (grown / total - wanted)
        missed = float((weighed * (np.log(total) - (logits * wanted).sum(1, keepdims=True))).sum())
        slope = np.concatenate([turned @ off, rows.dense.T @ off, off.sum(0, keepdims=True)])
        kept = flat.copy()
        kept[-classes:] = 0  # the bias is free
        cost = strength * missed + float(kept @ kept) / 2
        return cost, strength * slope.ravel().astype(np.float64) + kept

    start = np.zeros((sparse + dense + 1) * classes)
    options = {"maxiter": _STEPS, "gtol": _PRECISION * max(strength, 1), "maxcor": 8}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return parts(found.x)
