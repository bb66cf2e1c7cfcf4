"""What each question learns from which set, and how much each row counts."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from analysis.heads import APP_REVIEW, MOOD, OF_APP_REVIEWS
from analysis.training.examples import Example

LESSONS = "lessons"
"""The source of what people of an installation corrected."""
_CORPUS = ("en", "zh_hans", "zh_hant", "kinds", "app_reviews", "zh_alipay", LESSONS)
SHARP = ("contrast", "spam", "urgent", "mockery")
"""Written to be hard: how often these are missed tells nothing of other texts."""
_STARS = ("zh_reviews", "en_reviews")
OWN = {
    **dict.fromkeys((*_CORPUS, *SHARP), 1.0),
    **dict.fromkeys(_STARS, 0.6),
}
_MOCKING = ("contrast", "mockery")
_PAPERS = ("en_cat_maalej", "en_cat_pan", "en_cat_gplay8k", "en_cat_nlbse24")
_APP_REVIEWS = {"en_cat_maalej": 1.0, "en_cat_pan": 1.0, "en_cat_gplay8k": 0.5}
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
    meaning: float = 0.3
    signs: float = 0.5
    tones: float = 0.5
    """How much meaning, signs and tones weigh beside the pieces of the text."""


def _mood(each: Example) -> str | None:
    return {"positive": "yes", "negative": "no"}.get(each.sentiment or "")


def _spam(each: Example) -> str | None:
    return None if each.spam is None else ("no", "yes")[each.spam]


def _app_review(each: Example) -> str:
    return "yes" if each.source in _APP_REVIEWS else "no"


QUESTIONS = (
    Question(
        "category",
        lambda each: each.category,
        {
            **dict.fromkeys(OWN, 0.4),
            **dict.fromkeys((*_STARS, "contrast"), 0.2),
            "zh_alipay": 6.0,  # few, beside ours, and the nearest to what users send
            **dict.fromkeys(("en_intent_banking77", "en_cat_nlbse24"), 0.02),
            **dict.fromkeys(_REVIEWS, 0.012),
            **dict.fromkeys(("zh_spam_fbs", "en_spam_sms"), 0.02),
        },
        strength=10,
        meaning=0.35,
        signs=0.3,
    ),
    Question(
        OF_APP_REVIEWS,
        lambda each: each.category,
        {
            **_APP_REVIEWS,
            "en_cat_nlbse24": 0.1,
            "app_reviews": 0.06,
            "en": 0.02,
            LESSONS: 1.0,
        },
        strength=10,
        of_class={"product_suggestion": 2.0, "usage_question": 1.5},
        meaning=0.5,
        signs=1,
        tones=0,
    ),
    Question(
        APP_REVIEW,
        _app_review,
        {
            **dict.fromkeys(("zh_hans", "zh_hant", *_STARS, "zh_alipay"), 0.3),
            **dict.fromkeys(("en", "kinds", *SHARP), 1.0),
            **dict.fromkeys(_APP_REVIEWS, 0.6),
            "en_intent_banking77": 0.05,
        },
        strength=4,
        yes_no=True,
        meaning=1,
        signs=1,
    ),
    Question("subcategory", lambda each: each.subcategory, OWN, strength=5),
    Question("module", lambda each: each.module, OWN, strength=5),
    Question(
        "priority",
        lambda each: each.priority,
        {**OWN, "zh_alipay": 5.0},
        strength=4,
        of_class={"high": 4.5},  # to miss what is urgent is worse than the opposite
        signs=1,
        tones=0.2,
    ),
    Question(
        "sentiment",
        lambda each: each.sentiment,
        {
            **OWN,
            **dict.fromkeys(_MOCKING, 4.0),
            **dict.fromkeys((*_STARS, *_REVIEWS), 0.1),  # high marks go with "but too slow"
            "en_sent_uci3": 0.2,
            "zh_alipay": 3.0,
        },
        strength=8,
    ),
    Question(
        MOOD,
        _mood,
        {
            **dict.fromkeys(OWN, 0.25),
            **dict.fromkeys((*_REVIEWS, "en_sent_uci3"), 1.0),
            **dict.fromkeys(_MOCKING, 1.5),
            "zh_reviews": 0.1,
        },
        strength=4,
        yes_no=True,
    ),
    Question(
        "spam",
        _spam,
        {
            **dict.fromkeys(OWN, 2.0),
            **dict.fromkeys((*_REVIEWS, *_PAPERS, "en_sent_uci3", "en_intent_banking77"), 0.3),
            "zh_spam_fbs": 0.3,
            "en_spam_sms": 0.8,
        },
        strength=10,
        of_class={"yes": 25.0},
        yes_no=True,
        meaning=0.5,
        signs=1,
        tones=0,
    ),
)
