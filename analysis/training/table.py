"""How good a model is on the rows that were kept apart, beside two simple ways."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.heads import MOOD, OF_APP_REVIEWS
from analysis.measuring import Answer, Scores, false_alarms, scores
from analysis.model import Judgement, Model
from analysis.training.examples import Example
from analysis.training.sets import Set

Truth = Callable[[Example], str | None]

TRUTHS: Mapping[str, Truth] = {
    "category": lambda each: each.category,
    "priority": lambda each: each.priority,
    "sentiment": lambda each: each.sentiment,
    MOOD: lambda each: {"positive": "yes", "negative": "no"}.get(each.sentiment or ""),
    "spam": lambda each: None if each.spam is None else ("no", "yes")[each.spam],
}


class Line(NamedTuple):
    """A field of one set."""

    name: str
    field: str
    model: Scores
    tfidf: Scores | None
    """Plain TF-IDF of one to three characters with a linear answer, on the same rows."""
    false_alarms: float | None
    """Of spam: how much of the rest is called so."""


def lines(
    model: Model, sets: Sequence[Set], learned: Sequence[Example] | None = None
) -> Iterator[Line]:
    """The scores on each set and field; beside plain TF-IDF if it is said what to learn from."""
    answerer = _Plain(learned) if learned else None
    for each in sets:
        judged = [model.judge(example.plain) for example in each.examples]
        for field in each.fields:
            true = [TRUTHS[field](example) for example in each.examples]
            told = [
                Answer(*_given(field, judgement, set(true)), truth)
                for judgement, truth in zip(judged, true, strict=True)
                if truth is not None
            ]
            alarms = false_alarms(told, "yes") if field == "spam" else None
            tfidf = answerer.scores(field, each.examples) if answerer else None
            yield Line(each.name, field, scores(told), tfidf, alarms)


def _given(field: str, judged: Judgement, classes: set[str | None]) -> tuple[str, float]:
    if field == "spam":
        return _yes_or_no(judged.spam)
    if field == MOOD:
        return _yes_or_no((1 + judged.score) / 2)
    parts: Mapping[str, float] = getattr(judged, field)
    best = max(parts, key=lambda key: parts[key])
    given = best if best in classes or "other" not in classes else "other"
    return str(given), parts[best]


def _yes_or_no(share: float) -> tuple[str, float]:
    return ("yes", share) if share > 1 / 2 else ("no", 1 - share)


class _Plain:
    """What everybody would try first. Each field is learned when it is asked for."""

    def __init__(self, learned: Sequence[Example]) -> None:
        from analysis.training.lessons import QUESTIONS

        self._learned = learned
        self._questions = {question.name: question for question in QUESTIONS}
        self._answers: dict[str, Callable[[list[str]], Sequence[str]]] = {}

    def scores(self, field: str, examples: Sequence[Example]) -> Scores:
        if field not in self._answers:
            self._answers[field] = self._trained(field)
        known = [
            (example.plain, truth) for example in examples if (truth := TRUTHS[field](example))
        ]
        given = self._answers[field]([text for text, _ in known])
        classes = {truth for _, truth in known}
        return scores(
            [
                Answer(each if each in classes or "other" not in classes else "other", 1, truth)
                for each, (_, truth) in zip(given, known, strict=True)
            ]
        )

    def _trained(self, field: str) -> Callable[[list[str]], Sequence[str]]:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        weights = dict(self._questions[field].weights)
        if field == "category":
            weights = {**self._questions[OF_APP_REVIEWS].weights, **weights}
        rows = [
            (each.plain, truth, weights[each.source])
            for each in self._learned
            if each.source in weights and (truth := TRUTHS[field](each))
        ]
        counted = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, lowercase=False)
        counts = counted.fit_transform([text for text, _, _ in rows])
        answer = LinearSVC(random_state=0)
        answer.fit(counts, [t for _, t, _ in rows], sample_weight=[w for _, _, w in rows])
        return lambda texts: [str(each) for each in answer.predict(counted.transform(texts))]
