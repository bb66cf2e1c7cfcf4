"""Learning from what people of an installation corrected, without forgetting what is known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.heads import Head
from analysis.model import Model
from analysis.signs import NAMES
from analysis.training import sources
from analysis.training.build import of_lesson
from analysis.training.examples import Example
from analysis.training.fit import Fitted, Lesson, Rows
from analysis.training.gathering import MEANING, Texts
from analysis.training.lessons import LESSONS, QUESTIONS, Question
from analysis.training.sets import Set, sets
from analysis.training.table import lines
from analysis.training.train import weighed
from analysis.weights import Weights, coarse, read, shipped, write
from schemas import learning

_LESSON_COUNTS = 3.0
_RECALLED = 12
"""Every twelfth text of the corpus, some 2,400, is read again, lest it be forgotten."""
_STEPS = 30
_FALLS, _FALLS_ALL = 0.02, 0.005
"""By how much one figure, and all on the mean, may be lower by chance."""


def learn(name: str, lessons: Sequence[learning.Lesson], present: bytes | None) -> learning.Trained:
    """A model of this name that also knows the lessons, near the present one (None: the shipped).

    An answer that the present model does not know is not learned.
    """
    content = present or shipped()
    weights = read(content)
    taught = [of_lesson(each) for each in lessons]
    own = [each for part in sources.OWN for each in sources.own(part) if _is_recalled(each)]
    texts = Texts([*own, *taught], lambda: None)
    rows = texts.rows(weights.pieces, weights.rarity)
    asked = {question.name: question for question in QUESTIONS}
    fitted = [_taught(weights, head, asked[head.name], texts, rows) for head in weights.heads]
    card: dict[str, Any] = {**weights.card, "name": name, "lessons": len(lessons)}
    learnt = write(_joined(weights, fitted, card))
    return _compared(learnt, card, content)


def _taught(weights: Weights, head: Head, question: Question, texts: Texts, rows: Rows) -> Fitted:
    """The weights of a question after the lesson; the same as before where there was none."""
    classes = head.classes or ("no", "yes")
    before = _present(weights, head)
    found = [
        (at, classes.index(truth), _counts(question, example))
        for at, example in enumerate(texts.examples)
        if example.source in question.weights and (truth := question.truth(example)) in classes
    ]
    if not any(texts.examples[at].source == LESSONS for at, _, _ in found):
        return before
    at, truths, counts = (np.array(each) for each in zip(*found, strict=True))
    return weighed(rows.at(at), Lesson(truths, counts), before, question, _STEPS)


def _is_recalled(example: Example) -> bool:
    return int(example.key, 16) % _RECALLED == 0


def _counts(question: Question, example: Example) -> float:
    return _LESSON_COUNTS if example.source == LESSONS else question.weights[example.source]


def _present(weights: Weights, head: Head) -> Fitted:
    """What the model knows of a question, a column for each class."""
    of_pieces = weights.of_pieces[:, head.columns] * weights.scale[head.columns]
    of_meaning = weights.of_meaning[:, head.columns] / MEANING
    of_dense = np.concatenate([weights.of_signs[:, head.columns], of_meaning])
    known = Fitted(of_pieces, of_dense, weights.bias[head.columns])
    if head.classes:
        return known
    return Fitted(*(np.concatenate([-each / 2, each / 2], axis=-1) for each in known))


def _joined(weights: Weights, fitted: Sequence[Fitted], card: dict[str, Any]) -> Weights:
    columns = [
        each if head.classes else Fitted(*(part[..., 1:] - part[..., :1] for part in each))
        for head, each in zip(weights.heads, fitted, strict=True)
    ]
    of_dense = np.hstack([each.of_dense for each in columns])
    bias = np.concatenate([each.bias for each in columns]).astype(np.float32)
    of_pieces, scale = coarse(np.hstack([each.of_pieces for each in columns]))
    return replace(
        weights,
        card=card,
        of_pieces=of_pieces,
        scale=scale,
        of_signs=of_dense[: len(NAMES)],
        of_meaning=of_dense[len(NAMES) :] * MEANING,
        bias=bias,
        bias_alone=bias + weights.bias_alone - weights.bias,
    )


def _compared(learnt: bytes, card: dict[str, Any], before: bytes) -> learning.Trained:
    kept = [each for each in sets(None) if each.name == sources.HELD_OUT]
    was, now = (_figures(Model.load(content), kept) for content in (before, learnt))
    changes = {name: (was[name], now[name]) for name in was}
    fallen = [before - after for before, after in changes.values()]
    worse = max(fallen) > _FALLS or sum(fallen) / len(fallen) > _FALLS_ALL
    return learning.Trained(learnt, card, worse, changes)


def _figures(model: Model, kept: Sequence[Set]) -> dict[str, float]:
    """Macro F1 by field, on the fixed set."""
    return {line.field: round(line.model.macro_f1, 4) for line in lines(model, kept)}
