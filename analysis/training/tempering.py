"""Finding the temperature at which confidence and truth agree, on rows that were not learned."""

import numpy as np

from analysis.calibration import shares
from analysis.features import Vector

_COOLEST, _HOTTEST, _TRIED = 0.3, 5.0, 60


def temperature(logits: Vector, truth: Vector, weights: Vector) -> float:
    """The temperature at which the true answers are the most likely on the whole."""
    tried = np.geomspace(_COOLEST, _HOTTEST, _TRIED)
    return float(min(tried, key=lambda each: _surprise(logits, truth, weights, float(each))))


def _surprise(logits: Vector, truth: Vector, weights: Vector, at: float) -> float:
    told = shares(logits, at)[np.arange(len(truth)), truth]
    return float(-(weights * np.log(np.maximum(told, 1e-9))).sum())
