"""Linear answers from labelled rows: softmax regression, the same result for the same rows."""

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from analysis.features import Vector

STEPS = 120
_PRECISION = 1e-3


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


class Lesson(NamedTuple):
    """Which class each row is (by number), and how much it counts."""

    truth: Vector
    weights: Vector


def fit(rows: Rows, lesson: Lesson, prior: Fitted, strength: float, steps: int = STEPS) -> Fitted:
    """Weights that answer as the lesson does; a smaller `strength` keeps them nearer to `prior`."""
    used = np.flatnonzero(np.diff(rows.pieces.tocsc().indptr))
    within = Rows(rows.pieces[:, used], rows.dense)
    known = prior._replace(of_pieces=prior.of_pieces[used])
    found = _Descent(within, lesson, known, strength).found(steps)
    of_pieces = prior.of_pieces.copy()
    of_pieces[used] = found.of_pieces
    return found._replace(of_pieces=of_pieces)


def nothing(rows: Rows, classes: int) -> Fitted:
    """Weights that know nothing yet."""
    shapes = ((rows.pieces.shape[1], classes), (rows.dense.shape[1], classes), (classes,))
    return Fitted(*(np.zeros(shape, dtype=np.float32) for shape in shapes))


class _Descent:
    """Softmax regression by L-BFGS."""

    def __init__(self, rows: Rows, lesson: Lesson, prior: Fitted, strength: float) -> None:
        self._rows, self._strength = rows, strength
        self._classes = len(prior.bias)
        self._turned = rows.pieces.T.tocsr()
        self._wanted = np.eye(self._classes, dtype=np.float32)[lesson.truth]
        self._weights = lesson.weights.astype(np.float32)[:, None]
        self._is_new = not prior.bias.any()
        table = (prior.of_pieces, prior.of_dense, prior.bias[None])
        self._prior: Any = np.concatenate(table).ravel().astype(np.float64)

    def found(self, steps: int) -> Fitted:
        options = {"maxiter": steps, "gtol": _PRECISION * self._strength, "maxcor": 8}
        with threadpool_limits(1):  # more only wait for each other
            best = minimize(self._loss, self._prior, jac=True, method="L-BFGS-B", options=options)
        return self._parts(best.x)

    def _parts(self, flat: Any) -> Fitted:
        table = flat.reshape(-1, self._classes).astype(np.float32)
        pieces = self._rows.pieces.shape[1]
        return Fitted(table[:pieces], table[pieces:-1], table[-1])

    def _loss(self, flat: Any) -> tuple[float, Any]:
        logits = self._parts(flat).logits(self._rows)
        logits -= logits.max(axis=1, keepdims=True)
        grown = np.exp(logits)
        total = grown.sum(axis=1, keepdims=True)
        off = self._weights * (grown / total - self._wanted)
        true = (logits * self._wanted).sum(axis=1, keepdims=True)
        missed = float((self._weights * (np.log(total) - true)).sum(dtype=np.float64))
        slope = np.concatenate(
            [self._turned @ off, self._rows.dense.T @ off, off.sum(axis=0, keepdims=True)]
        )
        kept = flat - self._prior
        if self._is_new:
            kept[-self._classes :] = 0  # the bias is free
        cost = self._strength * missed + float(kept @ kept) / 2
        return cost, self._strength * slope.ravel().astype(np.float64) + kept
