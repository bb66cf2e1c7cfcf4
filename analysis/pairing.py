"""Pairs of texts that people have judged, beside how alike they are found: how much of what is the
same a likeness finds, and how much of what it finds is the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.language import language
from analysis.likeness import alike, sketch
from analysis.plain import plain

ALL = "all"
_SAME = {"1": True, "true": True, "yes": True, "same": True, "duplicate": True}
_LABELS = {**_SAME, "0": False, "false": False, "no": False, "different": False}

Row = Mapping[str, object]


class Pair(NamedTuple):
    """Two texts, and whether people say that they mean the same."""

    one: str
    other: str
    same: bool


class Scored(NamedTuple):
    """A pair, the language of its first text, and how alike both are: 0 to 1."""

    same: bool
    language: str
    score: float


class Reached(NamedTuple):
    """What is reached if pairs count as the same from a likeness on. Precision is none where
    nothing is found, and recall where nothing is the same."""

    least: float
    found: int
    precision: float | None
    recall: float | None
    f1: float


class Report(NamedTuple):
    """How well pairs are told apart: at given thresholds by name, and where F1 is best."""

    rows: int
    same: int
    at: Mapping[str, Reached]
    best: Reached


def are_pairs(row: Row) -> bool:
    """Whether a row of a labelled file is a pair of texts."""
    return {"a", "b", "label"} <= set(row) and "text" not in row


def pairs(rows: Iterable[Row]) -> Iterator[Pair]:
    """The pairs of a file; rows without two texts or with a label that is none are left out."""
    for row in rows:
        one, other = (str(row.get(name) or "").strip() for name in ("a", "b"))
        same = _LABELS.get(str(row.get("label")).strip().lower())
        if one and other and same is not None:
            yield Pair(one, other, same)


def scored(given: Iterable[Pair]) -> Iterator[Scored]:
    """How alike each pair is, as cases are compared."""
    for pair in given:
        tongue = str(language(pair.one).language)
        yield Scored(pair.same, tongue, _alike(plain(pair.one), plain(pair.other)))


def report(found: Sequence[Scored], thresholds: Mapping[str, float]) -> dict[str, Report]:
    """For all pairs and for each language, the largest first."""
    tongues = [each.language for each in found]
    ranked = sorted(set(tongues), key=lambda each: (-tongues.count(each), each))
    if len(ranked) == 1:
        ranked = []
    parts = {tongue: [each for each in found if each.language == tongue] for tongue in ranked}
    return {name: _report(part, thresholds) for name, part in {ALL: found, **parts}.items()}


def _alike(one: str, other: str) -> float:
    first, second = sketch(one), sketch(other)
    if first is None or second is None:
        return 0.0
    return alike(first, [(second.digest, second.content)])[0]


def _report(found: Sequence[Scored], thresholds: Mapping[str, float]) -> Report:
    same = sum(each.same for each in found)
    at = {name: _reached(found, same, least) for name, least in thresholds.items()}
    return Report(len(found), same, at, _best(found, same))


def _best(found: Sequence[Scored], same: int) -> Reached:
    """From the most alike on, one pair more each time; those that are equally alike together."""
    ranked = sorted(found, key=lambda each: -each.score)
    best, right, least = 0.0, 0, 1.0
    for number, each in enumerate(ranked, start=1):
        right += each.same
        is_last = number == len(ranked) or ranked[number].score < each.score
        if is_last and 2 * right / (number + same) > best:
            best, least = 2 * right / (number + same), each.score
    return _reached(found, same, least)


def _reached(found: Sequence[Scored], same: int, least: float) -> Reached:
    taken = [each for each in found if each.score >= least]
    right = sum(each.same for each in taken)
    precision = right / len(taken) if taken else None
    recall = right / same if same else None
    total = len(taken) + same
    return Reached(least, len(taken), precision, recall, 2 * right / total if total else 0.0)
