"""Training the built-in model from labelled texts: the same texts give the same model."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.features import Vector
from analysis.heads import Head
from analysis.signs import NAMES, TONES
from analysis.training.examples import Example
from analysis.training.fit import STEPS, Fitted, Lesson, Rows, fit, nothing
from analysis.training.gathering import MEANING, Texts, copies, near
from analysis.training.lessons import OWN, QUESTIONS, SHARP, Question
from analysis.training.tempering import temperature
from analysis.weights import Weights, coarse

_NEARLY, _COPIED = 0.75, 0.5
_FOLDS = 6
_NEAR = 0.5
_LEAST_CLASSES = 2
_ANY, _NEVER = "other", -20.0
_COPIES = "en_cat_gplay8k"
"""The set that is full of near copies."""

Step = Callable[[], None]


class _Answered(NamedTuple):
    """A trained question: its classes, weights, and temperatures with and without meaning."""

    classes: tuple[str, ...]
    fitted: Fitted
    temperature: float
    alone: float


class _Ground(NamedTuple):
    """What all questions are trained on."""

    texts: Texts
    rows: Rows
    chosen: list[int]
    counts: Vector
    """How much each text counts, by how many near copies it has."""
    centre: Vector
    """Signs and meaning of no text in particular."""


def train(
    examples: Sequence[Example],
    kept: Sequence[Example],
    card: dict[str, Any],
    step: Step,
    *,
    words_only: bool = False,
) -> Weights:
    """Weights learned from the examples, without those nearly the same as one of the `kept`.

    `step` is called once for each text and once for each question. With `words_only` they are for
    where no sentence encoder is installed.
    """
    texts = Texts([*examples, *kept], step, words_only=words_only)
    known, rarity = texts.vocabulary(range(len(examples)))
    ground = _ground(texts, texts.rows(known, rarity), len(examples))
    answered = []
    for question in QUESTIONS:
        answered.append(_answered(question, ground))
        step()
    return _weights(answered, ground, known, rarity, card)


def total(examples: Sequence[Example], kept: Sequence[Example]) -> int:
    """How often `train` calls its step."""
    return len(examples) + len(kept) + len(QUESTIONS)


def _ground(texts: Texts, rows: Rows, learned: int) -> _Ground:
    all_texts = range(len(texts.examples))
    taken = {texts.examples[at].key for at in all_texts[learned:]}
    chosen = [at for at in all_texts[:learned] if texts.examples[at].key not in taken]
    alike = near(rows, all_texts[learned:], chosen, _NEARLY)
    chosen = [at for at in chosen if at not in alike]
    counts = np.ones(len(all_texts), dtype=np.float32)
    copied = [at for at in chosen if texts.examples[at].source == _COPIES]
    if copied:
        counts[copied] = 1 / copies(rows, copied, _COPIED)
    centre = rows.dense[chosen].mean(axis=0)
    centre[: len(NAMES)] = 0
    return _Ground(texts, rows, chosen, counts, centre)


def _answered(question: Question, ground: _Ground) -> _Answered:
    """Learned from all rows; the temperature from a sixth that the rest did not see."""
    at, truth, weights, classes = _lesson(question, ground)
    if len(classes) < _LEAST_CLASSES:
        return _untaught(question, classes, ground)
    apart = _apart(question, ground, at)
    rest = _fit(question, ground, at[~apart], Lesson(truth[~apart], weights[~apart]), len(classes))
    logits = rest.logits(ground.rows.at(at[apart]))
    meaning = ground.rows.dense[at[apart]][:, len(NAMES) :] - ground.centre[len(NAMES) :]
    alone = logits - meaning @ rest.of_dense[len(NAMES) :]
    count = weights / np.array([question.of_class.get(classes[each], 1) for each in truth])
    heat = [temperature(each, truth[apart], count[apart]) for each in (logits, alone)]
    fitted = _fit(question, ground, at, Lesson(truth, weights), len(classes))
    return _Answered(classes, fitted, *heat)


def _untaught(question: Question, classes: tuple[str, ...], ground: _Ground) -> _Answered:
    """Always the same: without app reviews there is nothing to tell them from."""
    known = ("no", "yes") if question.yes_no else classes or (_ANY,)
    always = nothing(ground.rows, len(known))
    always.bias[1:] = _NEVER
    return _Answered(known, always, 1.0, 1.0)


def _lesson(question: Question, ground: _Ground) -> tuple[Vector, Vector, Vector, tuple[str, ...]]:
    found = [
        (at, truth, weight * float(ground.counts[at]) * question.of_class.get(truth, 1))
        for at in ground.chosen
        if (weight := question.weights.get(ground.texts.examples[at].source))
        and (truth := question.truth(ground.texts.examples[at])) is not None
    ]
    classes = tuple(sorted({truth for _, truth, _ in found}))
    rows = np.array([at for at, _, _ in found])
    truths = np.array([classes.index(truth) for _, truth, _ in found])
    return rows, truths, np.array([weight for _, _, weight in found]), classes


def _apart(question: Question, ground: _Ground, at: Vector) -> NDArray[np.bool_]:
    """A part of the rows: of feedback, or if there is none, of what is nearest to it."""
    near_it = {source for source, weight in question.weights.items() if weight >= _NEAR}
    told = {*OWN} - {*SHARP} if "en" in question.weights else near_it
    read = [ground.texts.examples[each] for each in at]
    return np.array([each.source in told and int(each.key, 16) % _FOLDS == 0 for each in read])


def _fit(question: Question, ground: _Ground, at: Vector, lesson: Lesson, classes: int) -> Fitted:
    rows = ground.rows.at(at)
    return weighed(rows, lesson, nothing(rows, classes), question)


def weighed(
    rows: Rows, lesson: Lesson, prior: Fitted, question: Question, steps: int = STEPS
) -> Fitted:
    """Weights of the rows as they are; signs, tones and meaning count as the question says."""
    counts = np.full((rows.dense.shape[1], 1), question.meaning, dtype=np.float32)
    counts[: len(NAMES)] = question.signs
    counts[TONES] = question.tones
    counted = rows._replace(dense=rows.dense * counts.T)
    before = np.divide(prior.of_dense, counts, out=np.zeros_like(prior.of_dense), where=counts > 0)
    known = prior._replace(of_dense=before)
    found = fit(counted, lesson, known, question.strength, steps)
    return found._replace(of_dense=found.of_dense * counts)


def _weights(
    answered: Sequence[_Answered],
    ground: _Ground,
    known: dict[str, int],
    rarity: Vector,
    card: dict[str, Any],
) -> Weights:
    fitted = [_columns(question, each) for question, each in zip(QUESTIONS, answered, strict=True)]
    of_pieces, scale = coarse(np.hstack([each.of_pieces for each in fitted]))
    of_dense = np.hstack([each.of_dense for each in fitted])
    bias = np.concatenate([each.bias for each in fitted]).astype(np.float32)
    of_meaning = of_dense[len(NAMES) :]
    return Weights(
        card=card,
        heads=tuple(_heads(answered)),
        pieces=known,
        rarity=rarity,
        of_pieces=of_pieces,
        scale=scale,
        of_signs=of_dense[: len(NAMES)],
        of_meaning=of_meaning * MEANING,
        bias=bias,
        bias_alone=(bias + ground.centre[len(NAMES) :] @ of_meaning).astype(np.float32),
    )


def _columns(question: Question, answered: _Answered) -> Fitted:
    """One column a class; for a question of yes and no one in all."""
    if not question.yes_no:
        return answered.fitted
    return Fitted(*(each[..., 1:] - each[..., :1] for each in answered.fitted))


def _heads(answered: Sequence[_Answered]) -> list[Head]:
    heads: list[Head] = []
    start = 0
    for question, each in zip(QUESTIONS, answered, strict=True):
        classes = () if question.yes_no else each.classes
        stop = start + max(len(classes), 1)
        heads.append(Head(question.name, classes, start, stop, each.temperature, each.alone))
        start = stop
    return heads
