"""What an analyzer heard in a text, as data for everybody outside."""

import math
from collections.abc import Mapping
from typing import Any

from schemas.analysis import Analysis
from schemas.policy import Policy

_DIGITS = 4


def as_data(found: Analysis, policy: Policy) -> dict[str, Any]:
    """As JSON says it. Names are keys of the policy; shares and scores have four digits, and a
    score keeps its sign however small it is."""
    return {
        "language": found.language.value,
        "category": found.category,
        "subcategory": found.subcategory,
        "module": found.module,
        "priority": found.priority.value,
        "sentiment": {"label": found.sentiment.value, "score": _signed(found.score)},
        "spam": found.spam,
        "spam_score": round(found.spam_score, _DIGITS),
        "themes": list(found.themes),
        "confidence": round(found.confidence, _DIGITS),
        "reasons": [_reason(each.model_dump(mode="json")) for each in found.reasons],
        "confidences": {key.value: round(n, _DIGITS) for key, n in found.confidences.items()},
        "missing": list(found.missing),
        "competitors": [each.model_dump(mode="json") for each in found.competitors],
        "personal": {key.value: count for key, count in found.personal.items()},
        "disputed": [each.value for each in found.disputed],
        "team": policy.team_of(found.category),
        "model": found.model,
    }


def _reason(reason: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in reason.items() if value is not None}


def _signed(score: float) -> float:
    rounded = round(score, _DIGITS)
    return rounded or (math.copysign(10**-_DIGITS, score) if score else 0.0)
