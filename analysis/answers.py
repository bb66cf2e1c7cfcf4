"""One answer each to what is asked about a text: by a rule, by the policy's words, by the model."""

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from analysis import hints
from analysis.rules import Hit
from analysis.spotting import ready
from analysis.unlearned import Judgement
from schemas.analysis import Reason
from schemas.enums import Aspect, Priority, ReasonKind, Sentiment
from schemas.policy import Policy

Value = TypeVar("Value")

BY_RULE = 0.97
"""How sure a rule of the policy is: people wrote it."""
_UNSURE = 0.3
_NOTHING = 0.05
"""A share of so little is no opinion."""
_OF_NONE = "none"
"""What the model says of a text that is about no module."""


class Answer(NamedTuple, Generic[Value]):
    """An answer, how sure it is, and what it rests on."""

    value: Value
    confidence: float
    reason: Reason | None = None


class Heard(NamedTuple):
    """What is known of a plain text before anything is decided."""

    text: str
    policy: Policy
    hits: Sequence[Hit]
    judged: Judgement
    telling: bool = True
    """Whether there is a word in it, or only signs."""


def category(heard: Heard) -> Answer[str]:
    """By a rule; else by the words of categories that the model does not know; else the model."""
    for rule, words in heard.hits:
        if rule.category:
            return Answer(rule.category, BY_RULE, _by_rule(Aspect.CATEGORY, words, rule.name))
    if not heard.telling:
        return Answer(heard.policy.analysis.fallback_category, _UNSURE)
    shares, known = heard.judged.category, heard.policy.categories
    found = hints.hits(heard.text, heard.policy.analysis.categories)
    if best := hints.most({key: words for key, words in found.items() if key not in shares}):
        share = len(best[1]) / sum(map(len, found.values()))
        return Answer(best[0], share, _by_rule(Aspect.CATEGORY, best[1]))
    if answer := _likeliest({key: share for key, share in shares.items() if key in known}):
        return Answer(*answer, _by_model(Aspect.CATEGORY, heard))
    return Answer(heard.policy.analysis.fallback_category, _UNSURE)


def priority(heard: Heard) -> Answer[Priority]:
    """The highest that a rule says; else what the model says."""
    said = [hit for hit in heard.hits if hit.rule.priority]
    for each in Priority:
        if agree := [hit for hit in said if hit.rule.priority is each]:
            rule, words = agree[0]
            return Answer(each, BY_RULE, _by_rule(Aspect.PRIORITY, words, rule.name))
    if answer := _likeliest(heard.judged.priority):
        return Answer(*answer, _by_model(Aspect.PRIORITY, heard))
    if found := hints.first(hints.said(heard.text, heard.policy.analysis.priorities)):
        return Answer(Priority(found[0]), _UNSURE, _by_rule(Aspect.PRIORITY, found[1]))
    return Answer(heard.policy.analysis.fallback_priority, _UNSURE)


def sentiment(heard: Heard) -> Answer[Sentiment]:
    if answer := _likeliest(heard.judged.sentiment):
        return Answer(*answer, _by_model(Aspect.SENTIMENT, heard))
    if found := hints.most(hints.said(heard.text, heard.policy.analysis.sentiments)):
        return Answer(Sentiment(found[0]), _UNSURE, _by_rule(Aspect.SENTIMENT, found[1]))
    return Answer(Sentiment.NEUTRAL, _UNSURE)


def subcategory(heard: Heard, of: str) -> Answer[str | None]:
    """One that the policy has for this category; none if nothing speaks for any."""
    category = heard.policy.categories.get(of)
    known = category.subcategories if category else {}
    for rule, words in heard.hits:
        if rule.subcategory in known:
            reason = _by_rule(Aspect.SUBCATEGORY, words, rule.name)
            return Answer(rule.subcategory, BY_RULE, reason)
    found = hints.hits(heard.text, heard.policy.analysis.subcategories)
    shares = heard.judged.subcategory
    own = {key: words for key, words in found.items() if key in known and key not in shares}
    if best := hints.most(own):
        share = len(best[1]) / sum(map(len, found.values()))
        return Answer(best[0], share, _by_rule(Aspect.SUBCATEGORY, best[1]))
    among = {key: share for key, share in shares.items() if key in known}
    if (total := sum(among.values())) > _NOTHING and (answer := _likeliest(among)):
        return Answer(answer[0], answer[1] / total, _by_model(Aspect.SUBCATEGORY, heard))
    return Answer(None, _UNSURE)


def module(heard: Heard) -> Answer[str | None]:
    """One of the policy's list; none if the text is about none, or the list is empty."""
    known = heard.policy.analysis.modules
    for rule, words in heard.hits:
        if rule.module in known:
            return Answer(rule.module, BY_RULE, _by_rule(Aspect.MODULE, words, rule.name))
    shares = heard.judged.module
    found = {key: _in(heard.text, topic.words) for key, topic in known.items()}
    own = {key: words for key, words in found.items() if key not in shares}
    if best := hints.most(own):
        return Answer(best[0], _UNSURE, _by_rule(Aspect.MODULE, best[1]))
    among = {key: share for key, share in shares.items() if key in known or key == _OF_NONE}
    answer = _likeliest(among)
    if known and answer and answer[0] != _OF_NONE:
        return Answer(*answer, _by_model(Aspect.MODULE, heard))
    return Answer(None, answer[1] if answer else _UNSURE)


def _in(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spot.word for spot in ready(words).spots(text)))


def _likeliest(shares: Mapping[Value, float]) -> tuple[Value, float] | None:
    return max(shares.items(), key=lambda each: each[1], default=None)


def _by_rule(aspect: Aspect, words: tuple[str, ...], because: str | None = None) -> Reason:
    return Reason(aspect=aspect, kind=ReasonKind.RULE, words=words, because=because)


def _by_model(aspect: Aspect, heard: Heard) -> Reason | None:
    words = heard.judged.words.get(aspect, ())
    return Reason(aspect=aspect, kind=ReasonKind.MODEL, words=words) if words else None
