"""What each question learns from which set, and how much each row counts."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from analysis.heads import MOOD
from analysis.training.examples import Example

LESSONS = "lessons"
"""The source of what people of an installation corrected."""
OWN = {"en": 1.0, "zh_hans": 1.0, "zh_hant": 1.0, "zh_reviews": 0.6, "zh_alipay": 1.0, LESSONS: 1.0}
_PAPERS = {"en_cat_maalej": 0.5, "en_cat_pan": 0.7, "en_cat_gplay8k": 0.05, "en_cat_nlbse24": 0.05}
_REVIEWS = ("zh_sent_waimai", "zh_sent_hotel", "zh_sent_shopping")


class Question(NamedTuple):
    """How one head is trained. A source that is not among the weights is not used."""

    name: str
    truth: Callable[[Example], str | None]
    weights: Mapping[str, float]
    strength: float
    of_class: Mapping[str, float] = {}
    """Rows of a class count so much more."""
    yes_no: bool = False


def _mood(each: Example) -> str | None:
    return {"positive": "yes", "negative": "no"}.get(each.sentiment or "")


def _spam(each: Example) -> str | None:
    return None if each.spam is None else ("no", "yes")[each.spam]


QUESTIONS = (
    Question(
        "category",
        lambda each: each.category,
        {
            **OWN,
            **_PAPERS,
            "en_intent_banking77": 0.02,
            **dict.fromkeys(_REVIEWS, 0.012),
            **dict.fromkeys(("zh_spam_fbs", "en_spam_sms"), 0.02),
        },
        strength=4,
    ),
    Question("subcategory", lambda each: each.subcategory, OWN, strength=5),
    Question("module", lambda each: each.module, OWN, strength=5),
    Question(
        "priority",
        lambda each: each.priority,
        OWN,
        strength=3,
        of_class={"high": 2.0, "medium": 1.3},
    ),
    Question(
        "sentiment",
        lambda each: each.sentiment,
        {**OWN, **dict.fromkeys(_REVIEWS, 0.1), "en_sent_uci3": 0.2},
        strength=5,
    ),
    Question(
        MOOD,
        _mood,
        {**dict.fromkeys((*OWN, *_REVIEWS, "en_sent_uci3"), 1.0)},
        strength=5,
        yes_no=True,
    ),
    Question(
        "spam",
        _spam,
        {
            **dict.fromkeys(OWN, 2.0),
            **dict.fromkeys((*_REVIEWS, *_PAPERS, "en_sent_uci3", "en_intent_banking77"), 0.3),
            **dict.fromkeys(("zh_spam_fbs", "en_spam_sms"), 0.3),
        },
        strength=10,
        of_class={"yes": 3.0},
        yes_no=True,
    ),
)
