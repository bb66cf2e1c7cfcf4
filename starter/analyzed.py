"""What the machine made of a case, what it rests on, and what people made of it, as lines."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.themes import general
from rules.corrections import Correction, corrections
from schemas import words as business
from schemas.analysis import Analysis, Reason
from schemas.enums import Aspect, Locale, Priority, Sentiment
from schemas.part import Label
from schemas.policy import Policy
from schemas.views import CaseView
from schemas.words import COMMA, Said
from starter import analysis_words as words

Hide = Callable[[str], str]


@dataclass(frozen=True)
class Line:
    """One answer. `share` is how sure the machine is, 0 to 1; `words` are those of the text that it
    rests on, `rule` the policy's rule that decided. `person` is who judged it last, as `agrees`
    says rightly or otherwise: then `now` is what counts."""

    aspect: str
    label: str
    value: str
    share: float | None = None
    sure: str = ""
    words: Sequence[str] = ()
    rule: str | None = None
    person: str | None = None
    agrees: bool = False
    now: str = ""
    otherwise: str | None = None
    """What the other of two opinions says, where they differ."""


def lines(view: CaseView, locale: Locale, hide: Hide = str) -> list[Line]:
    """Everything that was answered of a case, the weightiest first; `hide` masks what is of the
    customer's words."""
    found = view.analysis
    if found is None or found.answer is None:
        return []
    last = {each.aspect: each for each in corrections(view.events)}
    told = _Telling(view.policy, locale, found.answer, hide, _others(view, found.answer))
    return [told.line(aspect, last.get(aspect)) for aspect in told.aspects()]


def sure(share: float, locale: Locale) -> str:
    """What a confidence is called."""
    return next(said for least, said in words.SURE if share >= least).in_(locale)


def value(aspect: Aspect, what: Any, policy: Policy, locale: Locale, category: str = "") -> str:
    """What an answer is called."""
    if what is None:
        return "—"
    if isinstance(what, bool):
        return (words.YES if what else words.NO).in_(locale)
    label = _label(aspect, str(what), policy, category)
    if aspect is Aspect.PRIORITY:
        return business.priority(Priority(what), locale)
    if aspect is Aspect.SENTIMENT:
        return business.sentiment(Sentiment(what), locale)
    return label.in_(locale) if label else str(what)


def waiting(view: CaseView, locale: Locale) -> str | None:
    """Why a case waits for a person; none if it does not."""
    state, found = view.state, view.analysis
    if not state.unsure:
        return None
    names = COMMA.in_(locale).join(words.ASPECTS[each].in_(locale) for each in state.unsure)
    said = words.WAITS_FOR.in_(locale).format(what=names)
    if found is None or found.answer is None or Aspect.SPAM in state.unsure:
        return said
    limit = view.policy.analysis.triage_below
    first = state.unsure[0]
    if first in found.answer.disputed:
        return f"{said}{COMMA.in_(locale)}{words.WAITS_DISPUTED.in_(locale)}"
    share = found.answer.confidences.get(first, found.answer.confidence)
    why = words.WAITS_TOO_UNSURE.in_(locale).format(share=f"{share:.0%}", limit=f"{limit:.0%}")
    return f"{said}{COMMA.in_(locale)}{why}"


def _others(view: CaseView, answer: Analysis) -> dict[Aspect, Any]:
    """What the other of two opinions says, where they differ."""
    opinions = [each.opinion for each in view.analyses if each.opinion]
    firsts = [each.answer for each in view.analyses if each.answer]
    both = (*opinions[-1:], *firsts[:1])
    found = {aspect: [getattr(each, aspect.value) for each in both] for aspect in answer.disputed}
    shown = {aspect: getattr(answer, aspect.value) for aspect in found}
    return {
        aspect: next((it for it in said if it != shown[aspect]), None)
        for aspect, said in found.items()
    }


@dataclass(frozen=True)
class _Telling:
    policy: Policy
    locale: Locale
    answer: Analysis
    hide: Hide
    others: dict[Aspect, Any]

    def aspects(self) -> Iterator[Aspect]:
        known = (Aspect.CATEGORY, Aspect.PRIORITY, Aspect.SENTIMENT, Aspect.SPAM)
        yield from known
        rest = (Aspect.SUBCATEGORY, Aspect.MODULE, Aspect.THEMES, Aspect.MISSING, Aspect.LANGUAGE)
        yield from (each for each in rest if self.of(each))

    def of(self, aspect: Aspect) -> Any:
        return getattr(self.answer, aspect.value)

    def line(self, aspect: Aspect, correction: Correction | None) -> Line:
        reason = self._reason(aspect)
        share = self.answer.confidences.get(aspect)
        if aspect is Aspect.CATEGORY:
            share = self.answer.confidence
        return Line(
            aspect=aspect.value,
            label=words.ASPECTS[aspect].in_(self.locale),
            value=self._value(aspect),
            share=share,
            sure="" if share is None else sure(share, self.locale),
            words=self._words(aspect),
            rule=reason.because if reason and aspect is not Aspect.THEMES else None,
            otherwise=self._named(aspect, self.others[aspect]) if aspect in self.others else None,
            **self._person(aspect, correction),
        )

    def _person(self, aspect: Aspect, correction: Correction | None) -> dict[str, Any]:
        if correction is None:
            return {}
        now = value(aspect, correction.now, self.policy, self.locale, self.answer.category)
        return {
            "person": business.person(correction.by, self.locale),
            "agrees": correction.now == self.of(aspect),
            "now": now,
        }

    def _value(self, aspect: Aspect) -> str:
        found = self.of(aspect)
        if isinstance(found, tuple):
            return COMMA.in_(self.locale).join(self._named(aspect, each) for each in found)
        return self._named(aspect, found)

    def _named(self, aspect: Aspect, what: Any) -> str:
        return value(aspect, what, self.policy, self.locale, self.answer.category)

    def _words(self, aspect: Aspect) -> list[str]:
        found = [each for each in self.answer.reasons if each.aspect is aspect]
        return list(dict.fromkeys(self.hide(word) for each in found for word in each.words))

    def _reason(self, aspect: Aspect) -> Reason | None:
        return next((each for each in self.answer.reasons if each.aspect is aspect), None)


def _label(aspect: Aspect, key: str, policy: Policy, category: str) -> Label | Said | None:
    match aspect:
        case Aspect.LANGUAGE:
            return next((said for name, said in words.LANGUAGES.items() if name == key), None)
        case Aspect.CATEGORY if found := policy.categories.get(key):
            return found.label
        case Aspect.SUBCATEGORY if known := policy.categories.get(category):
            return known.subcategories.get(key)
        case Aspect.MODULE if topic := policy.analysis.modules.get(key):
            return topic.label
        case Aspect.THEMES if theme := {**general(), **policy.analysis.themes}.get(key):
            return theme.label
        case Aspect.MISSING if question := policy.analysis.questions.get(key):
            return question.ask
        case _:
            return None
