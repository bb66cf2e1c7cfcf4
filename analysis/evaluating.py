"""An analyzer beside labelled texts: how good it is, for each field and language."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.language import language
from analysis.measuring import Answer, Scores, scores
from schemas.analysis import Analysis
from schemas.enums import Aspect

ALL = "all"
_TWO_MOODS = {"pos": "positive", "neg": "negative"}
_MOODS = {**_TWO_MOODS, "neu": "neutral"}
_SPAM = {"spam": "true", "ham": "false", "1": "true", "0": "false"}
_CATEGORIES = {
    "PD": "malfunction",
    "FR": "product_suggestion",
    "UE": "other",
    "RT": "other",
    "bug report": "malfunction",
    "bug": "malfunction",
    "problem discovery": "malfunction",
    "feature request": "product_suggestion",
    "feature": "product_suggestion",
    "information seeking": "usage_question",
    "question": "usage_question",
    "information giving": "other",
    "rating": "other",
    "user experience": "other",
}
_REST = "other"
MOOD = "sentiment, two classes"
_NAMED = ("category", "subcategory", "module", "priority", "sentiment", "spam", "language")

Row = Mapping[str, object]
Truths = Mapping[str, str]


class Measured(NamedTuple):
    """One labelled text: what is true of it, and what the analyzer said."""

    language: str
    truths: Truths
    said: Analysis


def truths(rows: Sequence[Row]) -> list[Truths]:
    """What labelled rows say, by field; of `label` it is found out what kind of label it is.

    Two moods are a question of its own: the sign of the score answers it.
    """
    columns = {str(row["label"]) for row in rows if row.get("label") not in (None, "")}
    field, means = _kind(columns)
    return [dict(_of(row, field, means)) for row in rows]


def measured(
    pairs: Iterable[tuple[str, Truths]], analyze: Callable[[str], Analysis]
) -> Iterator[Measured]:
    """Each text as the analyzer hears it."""
    for text, true in pairs:
        tongue = true.get("language") or language(text).language.value
        yield Measured(tongue, true, analyze(text))


def report(found: Sequence[Measured]) -> dict[str, dict[str, Scores]]:
    """The scores for each field, of all texts and of each language."""
    fields = dict.fromkeys(field for each in found for field in each.truths)
    return {field: dict(_by_language(field, found)) for field in fields}


def _kind(labels: set[str]) -> tuple[str, Mapping[str, str]]:
    known: tuple[tuple[str, Mapping[str, str]], ...] = (
        (MOOD, _TWO_MOODS),
        ("sentiment", _MOODS),
        ("spam", _SPAM),
        ("category", _CATEGORIES),
    )
    return next(
        ((field, means) for field, means in known if labels and labels <= set(means)), ("", {})
    )


def _of(row: Row, field: str, means: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    label = row.get("label")
    if field and label not in (None, ""):
        yield field, means[str(label)]
    for name in _NAMED:
        value = row.get(name)
        if value not in (None, ""):
            yield name, _written(name, str(value))


def _written(name: str, value: str) -> str:
    if name == "sentiment":
        return _MOODS.get(value, value)
    if name == "spam":
        return _SPAM.get(value.lower(), value.lower())
    return value


def _by_language(field: str, found: Sequence[Measured]) -> Iterator[tuple[str, Scores]]:
    known = [each for each in found if field in each.truths]
    classes = {each.truths[field] for each in known}
    answers = [(each.language, _answer(field, each, classes)) for each in known]
    yield ALL, scores([answer for _, answer in answers])
    tongues = sorted({tongue for tongue, _ in answers})
    if len(tongues) > 1:
        for each in tongues:
            yield each, scores([answer for tongue, answer in answers if tongue == each])


def _answer(field: str, each: Measured, classes: set[str]) -> Answer:
    given, confidence = _given(field, each.said)
    if field == "category" and given not in classes and _REST in classes:
        given = _REST  # a set that has no such class calls it so
    return Answer(given, confidence, each.truths[field])


def _given(field: str, said: Analysis) -> tuple[str, float]:
    if field == MOOD:
        return ("positive" if said.score > 0 else "negative"), (1 + abs(said.score)) / 2
    if field == "spam":
        sure = said.confidences.get(Aspect.SPAM, max(said.spam_score, 1 - said.spam_score))
        return str(said.spam).lower(), sure
    confidence = said.confidences.get(Aspect(field), said.confidence)
    value = getattr(said, field)
    return str(value or "none"), confidence
