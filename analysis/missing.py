"""What a text does not say and somebody who is to help has to know."""

import re
from collections.abc import Sequence

from analysis.spotting import ready
from analysis.themes import Theme
from schemas.listening import Question
from schemas.policy import Policy

_HAN = re.compile("[\u3400-\u9fff]")
_SOUND = re.compile(r"[a-z\u00df-\u024f]")
_NUMBER = re.compile(r"\d{3,}|[0-9.]*\d")


def missing(text: str, policy: Policy, category: str, themes: Sequence[Theme]) -> tuple[str, ...]:
    """The keys of the policy's questions that a plain text leaves open.

    Only of what is unclear is anything asked: who wrote at length is not bothered, and neither is
    who wrote what belongs nowhere.
    """
    if category == policy.analysis.fallback_category or not _unclear(text, policy, themes):
        return ()
    asked = policy.analysis.questions
    return tuple(key for key, each in asked.items() if _open(text, each, category))


def _unclear(text: str, policy: Policy, themes: Sequence[Theme]) -> bool:
    told = len(_HAN.findall(text)) + len(_SOUND.findall(text)) / 3
    return told < policy.analysis.unclear_below * (1 if not themes else 1 / 2)


def _open(text: str, question: Question, category: str) -> bool:
    if question.category and category not in question.category:
        return False
    if question.digits and _NUMBER.search(text):
        return False
    return not any(ready(question.answered_by).spots(text))
