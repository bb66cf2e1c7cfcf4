"""The built-in analyzer: everything that is asked about a text, answered from the text alone."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from analysis import answers, memory
from analysis.affirming import Affirmed, affirmed
from analysis.answers import Answer, Heard
from analysis.language import language
from analysis.missing import missing
from analysis.model import Model
from analysis.personal import personal
from analysis.plain import plain
from analysis.spam import spam
from analysis.themes import Theme
from analysis.unlearned import UNDECIDED, Judgement
from schemas.analysis import Analysis, Reason
from schemas.enums import Aspect, Priority, ReasonKind, Sentiment
from schemas.policy import Policy

_TELLING = re.compile(r"[^\W\d_]")
_MOOD = {Sentiment.POSITIVE: 0.5, Sentiment.NEUTRAL: 0.0, Sentiment.NEGATIVE: -0.5}


class Judge(Protocol):
    """A model, as the analyst knows it."""

    @property
    def name(self) -> str: ...

    def judge(self, text: str, /) -> Judgement: ...


class Analyst:
    """Says what a text is about; of any text, always the same of the same one.

    The policy's rules win over the model; its words decide where the model knows nothing. Without
    a model it is the shipped one.
    """

    def __init__(self, model: Judge | None = None) -> None:
        self._model = model or Model.load()

    def __call__(self, text: str, policy: Policy, /) -> Analysis:
        """What a text says, as it was written. It never fails."""
        read, ears = plain(text), memory.ears(policy.analysis)
        telling = bool(_TELLING.search(read))
        judged = self._judged(affirmed(read)) if telling else UNDECIDED
        heard = Heard(read, policy, ears.rules.hits(read), judged, telling)
        return _told(text, heard, ears, self._model.name)

    def _judged(self, meant: Affirmed) -> Judgement:
        """What the model thinks of what is meant, in the words that were written."""
        found = self._model.judge(meant.text)
        words = {aspect: meant.as_written(said) for aspect, said in found.words.items()}
        return found._replace(words=words)


def _told(text: str, heard: Heard, ears: memory.Ears, model: str) -> Analysis:
    said = _said(heard)
    tongue, themes = language(text), ears.themes.of(heard.text)
    mood = heard.judged.score if heard.judged.sentiment else _MOOD[said.sentiment.value]
    return Analysis(
        language=tongue.language,
        category=said.category.value,
        confidence=said.category.confidence,
        subcategory=said.subcategory.value,
        module=said.module.value,
        priority=said.priority.value,
        sentiment=said.sentiment.value,
        score=mood,
        spam=said.spam.value,
        spam_score=said.spam.confidence,
        missing=missing(heard.text, heard.policy, said.category.value, themes),
        themes=tuple(theme.key for theme in themes),
        competitors=ears.competitors.named(heard.text, themes),
        personal=personal(text),
        confidences={Aspect.LANGUAGE: tongue.confidence, **_confidences(said)},
        reasons=(*_reasons(said), *_of_themes(themes)),
        model=model,
    )


class _Said(NamedTuple):
    category: Answer[str]
    subcategory: Answer[str | None]
    module: Answer[str | None]
    priority: Answer[Priority]
    sentiment: Answer[Sentiment]
    spam: Answer[bool]


def _said(heard: Heard) -> _Said:
    category = answers.category(heard)
    return _Said(
        category=category,
        subcategory=answers.subcategory(heard, category.value),
        module=answers.module(heard),
        priority=answers.priority(heard),
        sentiment=answers.sentiment(heard),
        spam=spam(heard),
    )


def _confidences(said: _Said) -> dict[Aspect, float]:
    found = {Aspect(name): answer.confidence for name, answer in said._asdict().items()}
    found[Aspect.SPAM] = max(said.spam.confidence, 1 - said.spam.confidence)
    return found


def _reasons(said: _Said) -> Iterator[Reason]:
    return (answer.reason for answer in said if answer.reason)


def _of_themes(themes: Sequence[Theme]) -> Iterator[Reason]:
    for theme in themes:
        words = tuple(dict.fromkeys(spot.word for spot in theme.spots))
        yield Reason(aspect=Aspect.THEMES, kind=ReasonKind.RULE, words=words, because=theme.key)
