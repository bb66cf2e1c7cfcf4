"""Two opinions on one text made one answer, as the policy says."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.analysis import Analysis, Reason
from schemas.consulting import Opinion, Second, Stands
from schemas.enums import Aspect, ReasonKind, Sentiment
from schemas.listening import Weight
from schemas.policy import Policy

_LABELS = (Aspect.CATEGORY, Aspect.SUBCATEGORY, Aspect.MODULE)
_JUDGED = (*_LABELS, Aspect.PRIORITY, Aspect.SENTIMENT, Aspect.SPAM)


def together(first: Analysis, second: Opinion, policy: Policy) -> Analysis:
    """The answer that counts. What a rule of the policy decided stands, whatever the second says;
    on everything else that the two disagree on, nobody is as sure as before."""
    wanted = policy.analysis.second or Second()
    disputed = tuple(_disputed(first, second, policy))
    if not disputed:
        return first
    shares = {**first.confidences, Aspect.CATEGORY: first.confidence}
    shares |= {each: shares.get(each, 1.0) * wanted.doubt for each in disputed}
    changes: dict[str, Any] = {"disputed": disputed, "confidences": _known(first, shares)}
    changes["confidence"] = shares[Aspect.CATEGORY]
    if wanted.stands is Stands.SECOND:
        changes |= _taken(first, second, policy, disputed)
    elif Aspect.SPAM in disputed and first.spam:
        changes["spam_score"] = policy.analysis.spam_above
    return first.model_copy(update=changes)


def _disputed(first: Analysis, second: Opinion, policy: Policy) -> Iterator[Aspect]:
    """What a second opinion says otherwise, where it may be heard."""
    ruled = {each.aspect for each in first.reasons if _is_ruled(each, policy)}
    for aspect in _JUDGED:
        other = getattr(second, aspect.value)
        if other is None or aspect in ruled or other == getattr(first, aspect.value):
            continue
        if aspect is not Aspect.SUBCATEGORY or _of_one(first, second, policy):
            yield aspect


def _is_ruled(reason: Reason, policy: Policy) -> bool:
    """Whether a rule of the policy decided; of spam, only one that does so alone."""
    if reason.kind is not ReasonKind.RULE or reason.because is None:
        return False
    rules = policy.analysis.rules
    alone = {each.name for each in rules if each.spam is Weight.STRONG}
    return reason.aspect is not Aspect.SPAM or reason.because in alone


def _of_one(first: Analysis, second: Opinion, policy: Policy) -> bool:
    """Whether both speak of sub-categories of one category."""
    known = policy.categories.get(first.category)
    agreed = second.category in (None, first.category)
    return bool(agreed and known and second.subcategory in known.subcategories)


def _taken(
    first: Analysis, second: Opinion, policy: Policy, disputed: tuple[Aspect, ...]
) -> dict[str, Any]:
    changes = {each.value: getattr(second, each.value) for each in disputed}
    if Aspect.CATEGORY in disputed:
        changes["subcategory"] = _within(second, policy)
    if Aspect.SPAM in disputed:
        line = policy.analysis.spam_above
        changes["spam_score"] = line if second.spam else min(first.spam_score, line / 2)
    if Aspect.SENTIMENT in disputed:
        changes["score"] = _signed(first.score, second.sentiment)
    gone = {*disputed, *([Aspect.SUBCATEGORY] if Aspect.CATEGORY in disputed else [])}
    kept = [each for each in first.reasons if each.aspect not in gone]
    told = [_reason(aspect, second) for aspect in disputed]
    return {**changes, "reasons": (*kept, *told)}


def _within(second: Opinion, policy: Policy) -> str | None:
    """Its sub-category, if it is one of its category."""
    category = policy.categories.get(second.category or "")
    return second.subcategory if category and second.subcategory in category.subcategories else None


def _reason(aspect: Aspect, second: Opinion) -> Reason:
    return Reason(aspect=aspect, kind=ReasonKind.MODEL, words=second.words)


def _signed(score: float, sentiment: Sentiment | None) -> float:
    """The same strength, on the side of another mood."""
    if sentiment is Sentiment.NEUTRAL:
        return 0.0
    return math.copysign(score, 1 if sentiment is Sentiment.POSITIVE else -1)


def _known(first: Analysis, shares: Mapping[Aspect, float]) -> dict[Aspect, float]:
    """The category's confidence has a place of its own where it had no other."""
    if Aspect.CATEGORY in first.confidences:
        return dict(shares)
    return {aspect: share for aspect, share in shares.items() if aspect is not Aspect.CATEGORY}
