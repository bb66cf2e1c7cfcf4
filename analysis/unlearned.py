"""A model that has learned nothing, so that the words of a policy decide everything."""

from typing import NamedTuple

from schemas.enums import Aspect, Priority, Sentiment


class Judgement(NamedTuple):
    """What a model thinks of a text: a share for every answer that there could be."""

    category: dict[str, float]
    subcategory: dict[str, float]
    module: dict[str, float]
    priority: dict[Priority, float]
    sentiment: dict[Sentiment, float]
    score: float
    spam: float
    words: dict[Aspect, tuple[str, ...]]


UNDECIDED = Judgement({}, {}, {}, {}, {}, 0.0, 0.1, {})
"""Of a text that tells a model nothing: one in ten items is spam."""


class Unlearned:
    """Has no opinion of any text."""

    name = "rules"

    def judge(self, text: str, /) -> Judgement:
        return UNDECIDED
