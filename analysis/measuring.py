"""How good answers are: beside the truth that people gave."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

SURE = 0.9
ABOUT = (0.85, 0.95)


class Answer(NamedTuple):
    """What was answered, with which confidence, and what is true."""

    given: str
    confidence: float
    truth: str


class Scores(NamedTuple):
    """How good many answers are. F1 and recall by class; a class nobody has is not counted."""

    rows: int
    accuracy: float
    macro_f1: float
    f1: dict[str, float]
    recall: dict[str, float]
    majority: float
    """The accuracy of who always gives the most frequent answer."""
    sure: float
    """The part of the answers with a confidence of about 0.9 or more."""
    sure_right: float
    """How many of these are right; to be told apart from `sure_said`."""
    sure_said: float
    """Their mean confidence."""
    nine_in_ten: float
    """The part of the answers with a confidence from 0.85 to 0.95."""
    nine_in_ten_right: float
    """How many of these are right."""
    error: float
    """By how much confidence and truth differ, on the mean of ten bins of equal size."""
    confusion: dict[str, dict[str, int]]
    """Truth, then answer."""


def scores(answers: Sequence[Answer]) -> Scores:
    """The scores of at least one answer."""
    right = [each.given == each.truth for each in answers]
    truths = Counter(each.truth for each in answers)
    f1 = {name: _f1(answers, name) for name in sorted(truths)}
    sure = [each for each in answers if each.confidence >= SURE]
    about = [each for each in answers if ABOUT[0] <= each.confidence < ABOUT[1]]
    return Scores(
        rows=len(answers),
        accuracy=_mean(right),
        macro_f1=_mean(list(f1.values())),
        f1=f1,
        recall={name: _recall(answers, name) for name in sorted(truths)},
        majority=max(truths.values()) / len(answers),
        sure=len(sure) / len(answers),
        sure_right=_mean([each.given == each.truth for each in sure]),
        sure_said=_mean([each.confidence for each in sure]),
        nine_in_ten=len(about) / len(answers),
        nine_in_ten_right=_mean([each.given == each.truth for each in about]),
        error=_calibration_error(answers),
        confusion=_confusion(answers),
    )


def false_alarms(answers: Sequence[Answer], alarm: str) -> float:
    """The part of the others that is called `alarm`."""
    others = [each.given == alarm for each in answers if each.truth != alarm]
    return _mean(others)


def _f1(answers: Sequence[Answer], name: str) -> float:
    hits = sum(each.given == name == each.truth for each in answers)
    said = sum(each.given == name for each in answers)
    true = sum(each.truth == name for each in answers)
    return 2 * hits / (said + true) if hits else 0.0


def _recall(answers: Sequence[Answer], name: str) -> float:
    return _mean([each.given == name for each in answers if each.truth == name])


def _confusion(answers: Sequence[Answer]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for each in answers:
        row = table.setdefault(each.truth, {})
        row[each.given] = row.get(each.given, 0) + 1
    return {truth: dict(sorted(row.items())) for truth, row in sorted(table.items())}


def _calibration_error(answers: Sequence[Answer]) -> float:
    ranked = sorted(answers, key=lambda each: each.confidence)
    size = max(len(ranked) // 10, 1)
    bins = [ranked[at : at + size] for at in range(0, len(ranked), size)]
    off = [
        abs(_mean([a.confidence for a in part]) - _mean([a.given == a.truth for a in part]))
        * len(part)
        for part in bins
    ]
    return sum(off) / len(ranked)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
