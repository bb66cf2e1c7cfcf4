"""The questions that the model answers, and how their weights are kept."""

from typing import NamedTuple

from schemas.enums import Aspect

MOOD = "mood"
"""Two classes: is it for or against. The sign of the score."""


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
