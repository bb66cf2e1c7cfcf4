"""A model that has learned nothing, so that the words of a policy decide everything."""

from analysis.model import Judgement

UNDECIDED = Judgement({}, {}, {}, {}, {}, 0.0, 0.1, {})
"""Of a text that tells a model nothing: one in ten items is spam."""


class Unlearned:
    """Has no opinion of any text."""

    name = "rules"

    def judge(self, text: str, /) -> Judgement:
        return UNDECIDED
