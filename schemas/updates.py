"""What the customer hears by itself on the way: words on progress, and holding replies."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from schemas.durations import Duration, Target
from schemas.enums import Locale, Priority
from schemas.findings import Mistake
from schemas.part import Label, Part
from schemas.promises import When
from schemas.submissions import Text
from schemas.words import Said

_BLANK = re.compile(r"\{(team|due)\}")


class Point(StrEnum):
    """Where on its way a case is when the customer hears of it."""

    ROUTED = "routed"
    """It is with its team, which the acknowledgement could not say yet."""
    HANDED_ON = "handed_on"
    """It has gone to another team."""
    PROPOSED = "proposed"
    """A solution is proposed and waits for approval."""
    REVISED = "revised"
    """The proposal was rejected: another one is worked out."""
    RESUMED = "resumed"
    """The customer has answered, and work goes on."""
    AGREED = "agreed"
    """A solution is approved, or needs no approval: it is carried out now."""


MILESTONES = frozenset({Point.ROUTED, Point.HANDED_ON, Point.AGREED})


class Pace(StrEnum):
    """How much of its way the customer hears of."""

    STAGE = "stage"
    """Every point."""
    MILESTONE = "milestone"
    """Those of `MILESTONES`."""
    NONE = "none"


def _fillable(text: str) -> str:
    if set("{}") & set(_BLANK.sub("", text)):
        raise Mistake(
            "花括号里有别的内容",
            "something else stands in curly brackets",
            Said("花括号里只能写 {team} 或 {due}", "only {team} and {due} can stand there"),
        )
    return text


Fillable = Annotated[Text, AfterValidator(_fillable)]
"""A text that may name the case's team and the time by which it is promised to be solved."""


class Wording(Part):
    """What is said, in both languages."""

    zh: Fillable
    en: Fillable

    def in_(self, locale: Locale) -> str:
        return self.zh if locale is Locale.ZH else self.en


class Saying(Wording):
    """What is said; `otherwise` instead where no time is promised any more that lies ahead."""

    otherwise: Wording | None = None

    @model_validator(mode="after")
    def _something_is_always_said(self) -> Self:
        dated = "{due}" in self.zh + self.en
        rest = self.otherwise
        if dated and (rest is None or "{due}" in rest.zh + rest.en):
            raise Mistake(
                "用了 {due}，而时限可能已过",
                "says {due}, and the time may be over by then",
                Said(
                    "加上 otherwise = { zh = …, en = … }，其中不用 {due}",
                    "add otherwise = { zh = …, en = … } without {due}",
                ),
            )
        return self

    def filled(self, locale: Locale, team: Label, due: str | None) -> str:
        """The words for a customer."""
        words = self.otherwise if self.otherwise and due is None else self
        values = {"team": team.in_(locale), "due": due or ""}
        return _BLANK.sub(lambda blank: values[blank[1]], words.in_(locale))


class Holding(Part):
    """A reply that goes out when a case is still unresolved so long after its receipt, once."""

    after: Target
    """In the calendar of the case's team; questions to the customer do not stop it."""
    when: When = When()
    text: Saying


class Updates(Part):
    """What the customer hears by itself. Without priorities there are holding replies only."""

    priorities: dict[Priority, Pace] = Field(default_factory=dict)
    """Who is not named hears nothing by itself."""
    at_most_every: Duration = timedelta(hours=24)
    """In so much time the customer hears of progress once, a person's word included; what comes
    sooner waits, and only the latest is said."""
    wait: Duration = timedelta()
    """So long a point has to hold before the customer hears of it: whoever resolves right after
    proposing sends one mail and not two."""
    meets_interim_update: bool = False
    """Whether such a word keeps the promise of an interim update. It says where a case stands and
    nothing that anybody has thought about it, so it does not unless a company wants it so."""
    texts: dict[Point, Saying] = Field(default_factory=dict)
    """A point without a text is passed in silence."""
    holding: tuple[Holding, ...] = ()

    def told(self, point: Point, priority: Priority) -> bool:
        """Whether a customer hears of this point."""
        pace = self.priorities.get(priority, Pace.NONE)
        every = pace is Pace.STAGE or (pace is Pace.MILESTONE and point in MILESTONES)
        return every and point in self.texts
