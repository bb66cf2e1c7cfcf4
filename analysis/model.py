"""The built-in model: linear in pieces, signs and meaning, so that every answer can say why."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from analysis import encoder
from analysis.blending import blended
from analysis.calibration import share, shares
from analysis.counting import Counted, counted
from analysis.explanation import Explained, tells
from analysis.features import Vector, shortened
from analysis.heads import APP_REVIEW, HIDDEN, MOOD, OF_APP_REVIEWS, Head
from analysis.signs import signs
from analysis.unlearned import Judgement
from analysis.weights import Weights, read, shipped
from schemas.enums import Aspect, Priority, Sentiment

__all__ = ["Judgement", "Model"]


class Model:
    """Judges plain texts (`analysis.plain`): the same text always alike, and any text at all.

    Several threads may ask one model at once.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    @property
    def name(self) -> str:
        """Name and version."""
        return str(self.card["name"])

    @property
    def card(self) -> Mapping[str, Any]:
        """What it learned from, and how well it does."""
        return self._weights.card

    @classmethod
    def load(cls, content: bytes | None = None) -> "Model":
        """The model in the content of a file; without one the shipped model, read once.

        Raises BadModel if it is none.
        """
        return _shipped() if content is None else cls(read(content))

    def judge(self, text: str, /) -> Judgement:
        """What a plain text says."""
        short = shortened(text)
        found = counted(short, self._weights)
        meaning = encoder.meaning(short)
        logits = self._logits(short, found, meaning)
        told = {head.name: self._shares(head, logits, meaning) for head in self._weights.heads}
        reviews, app_review = told[OF_APP_REVIEWS], told[APP_REVIEW]["yes"]
        told["category"] = blended(told["category"], reviews, app_review)
        return Judgement(
            category=told["category"],
            subcategory=told["subcategory"],
            module=told["module"],
            priority={Priority(key): part for key, part in told["priority"].items()},
            sentiment={Sentiment(key): part for key, part in told["sentiment"].items()},
            score=2 * told[MOOD]["yes"] - 1,
            spam=told["spam"]["yes"],
            words=dict(self._words(short, found, told)),
        )

    def _logits(self, text: str, found: Counted, meaning: Vector | None) -> Vector:
        weights = self._weights
        logits = found.values @ found.weights + signs(text) @ weights.of_signs
        if meaning is None:
            return np.asarray(logits + weights.bias_alone)
        return np.asarray(logits + meaning @ weights.of_meaning + weights.bias)

    def _shares(self, head: Head, logits: Vector, meaning: Vector | None) -> dict[str, float]:
        temperature = head.alone if meaning is None else head.temperature
        given = logits[head.columns]
        if not head.classes:
            yes = share(float(given[0]), temperature)
            return {"yes": yes, "no": 1 - yes}
        parts = shares(given, temperature)
        return dict(zip(head.classes, map(float, parts), strict=True))

    def _words(
        self, text: str, found: Counted, told: Mapping[str, Mapping[str, float]]
    ) -> Iterator[tuple[Aspect, tuple[str, ...]]]:
        pairs = zip(found.rows, found.spans, strict=True)
        telling = {row: place for row, place in pairs if tells(text, place)}
        rows = np.fromiter(telling, dtype=np.intp, count=len(telling))
        explained = Explained(text, list(telling.values()))
        for head in self._weights.heads:
            if head.name not in (MOOD, *HIDDEN):
                pull = _pull(head, found, told[head.name])[rows]
                yield head.aspect, explained.weighty(pull)


def _pull(head: Head, found: Counted, told: Mapping[str, float]) -> Vector:
    """How strongly each piece pulls towards the answer, away from the others."""
    columns = found.weights[:, head.columns]
    if not head.classes:
        pull = columns[:, 0] if told["yes"] >= 1 / 2 else -columns[:, 0]
    else:
        best = max(range(len(head.classes)), key=lambda at: told[head.classes[at]])
        pull = columns[:, best] - columns.mean(axis=1)
    return np.asarray(pull * found.values)


@cache
def _shipped() -> Model:
    return Model.load(shipped())
