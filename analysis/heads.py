"""The questions that the model answers, and how their weights are kept."""

from typing import NamedTuple

from schemas.enums import Aspect

MOOD = "mood"
"""Two classes: is it for or against. The sign of the score."""

APP_REVIEW = "app_review"
"""Whether a text is an English app review, of the kind that has categories of its own."""
OF_APP_REVIEWS = "category_of_app_reviews"
"""The category, as it is understood there: complaints about the service are not told apart."""
HIDDEN = (APP_REVIEW, OF_APP_REVIEWS)
"""Questions that serve another one."""


class Head(NamedTuple):
    """One question: its answers, and where its weights stand among the columns.

    A question of yes and no has one column and no classes.
    """

    name: str
    classes: tuple[str, ...]
    start: int
    stop: int
    temperature: float
    alone: float
    """The temperature where only words are known, not the meaning."""

    @property
    def columns(self) -> slice:
        return slice(self.start, self.stop)

    @property
    def aspect(self) -> Aspect:
        return Aspect.SENTIMENT if self.name == MOOD else Aspect(self.name)
