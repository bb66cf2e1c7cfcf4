"""Making a share mean what it says: of answers with 0.9, nine in ten are right."""

import numpy as np

from analysis.features import Vector


def shares(logits: Vector, temperature: float) -> Vector:
    """Logits as shares that sum to one; a higher temperature is less sure."""
    scaled = logits / temperature
    grown = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), dtype=np.float32)


def share(logit: float, temperature: float) -> float:
    """The share of a yes."""
    return float(1 / (1 + np.exp(-np.clip(logit / temperature, -60, 60))))
