"""Keyword analysis: the words that a policy lists, counted in a text."""

from collections.abc import Iterable

from schemas.analysis import Analysis, Reason
from schemas.enums import Aspect, Locale, Priority, ReasonKind, Sentiment
from schemas.keywords import Hint
from schemas.policy import Policy

_UNSURE = 0.3


def analyze(text: str, policy: Policy) -> Analysis:
    """Category, priority and sentiment of a text by the policy's keywords.

    The confidence is the winning category's share of all hits, and low where nothing was hit.
    """
    folded = text.casefold()
    rules = policy.analysis
    hits = _hits(folded, rules.categories)
    category, words = _most(hits, rules.fallback_category)
    priority = _first(folded, rules.priorities, rules.fallback_priority)
    sentiment, _ = _most(_hits(folded, rules.sentiments), Sentiment.NEUTRAL)
    total = sum(map(len, hits.values()))
    return Analysis(
        category=category,
        priority=Priority(priority),
        sentiment=Sentiment(sentiment),
        confidence=len(words) / total if total else _UNSURE,
        reasons=(Reason(aspect=Aspect.CATEGORY, kind=ReasonKind.RULE, words=words),)
        if words
        else (),
    )


def language(text: str) -> Locale:
    """Chinese if a fifth of the letters are Han characters, else English."""
    letters = [char for char in text if char.isalpha()]
    han = sum("一" <= char <= "鿿" or "㐀" <= char <= "䶿" for char in letters)
    return Locale.ZH if han * 5 >= len(letters) > 0 else Locale.EN


def _hits(text: str, hints: Iterable[Hint]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for hint in hints:
        hit = tuple(word for word in hint.words if word.casefold() in text)
        found[hint.means] = found.get(hint.means, ()) + hit
    return found


def _most(hits: dict[str, tuple[str, ...]], fallback: str) -> tuple[str, tuple[str, ...]]:
    best = max(hits, key=lambda key: len(hits[key]), default=fallback)
    words = hits.get(best, ())
    return (best, words) if words else (fallback, ())


def _first(text: str, hints: Iterable[Hint], fallback: str) -> str:
    return next((means for means, words in _hits(text, hints).items() if words), fallback)
