"""Whether a text is spam or advertising."""

import math
from collections.abc import Sequence

from analysis.answers import Answer, Heard
from analysis.rules import Hit
from schemas.analysis import Reason
from schemas.enums import Aspect, ReasonKind
from schemas.listening import Weight

_STRONG = 0.99
_SIGNAL = 1.9
"""What one signal adds to the odds (their logarithm): with nothing else known one is not enough,
two are; and a model that is sure of its answer is not overruled by them."""
_LEAST = 0.002


def spam(heard: Heard) -> Answer[bool]:
    """Whether it is, and the score as its confidence: a strong rule decides alone."""
    hits = [hit for hit in heard.hits if hit.rule.spam]
    score = _score(heard.judged.spam, hits)
    return Answer(score >= heard.policy.analysis.spam_above, score, _reason(heard, hits))


def _score(judged: float, hits: Sequence[Hit]) -> float:
    if any(hit.rule.spam is Weight.STRONG for hit in hits):
        return max(_STRONG, judged)
    if not hits:
        return judged
    share = min(max(judged, _LEAST), 1 - _LEAST)
    odds = math.log(share / (1 - share)) + _SIGNAL * len(hits)
    return 1 / (1 + math.exp(-odds))


def _reason(heard: Heard, hits: Sequence[Hit]) -> Reason | None:
    if hits:
        words = tuple(dict.fromkeys(word for hit in hits for word in hit.words))
        strongest = next((h for h in hits if h.rule.spam is Weight.STRONG), hits[0])
        name = strongest.rule.name
        return Reason(aspect=Aspect.SPAM, kind=ReasonKind.RULE, words=words, because=name)
    words = heard.judged.words.get(Aspect.SPAM, ())
    return Reason(aspect=Aspect.SPAM, kind=ReasonKind.MODEL, words=words) if words else None
