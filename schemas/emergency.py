"""The lane for what cannot wait: which cases go into it, who is called, how often people hear."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from schemas.bounds import Login
from schemas.calendars import CalendarName
from schemas.durations import Duration
from schemas.findings import Mistake
from schemas.part import Part, Word
from schemas.promises import Facts, When
from schemas.words import Said

GROUP_ROLES = ("owner", "agent", "lead", "manager", "team")
"""What a group may name besides logins; each means that role in the case's team."""
_SHORTEST = timedelta(minutes=1)


def _not_too_often(span: timedelta) -> timedelta:
    if span < _SHORTEST:
        longer = Said("写得长一些", "write a longer one")
        raise Mistake("不能短于 1 分钟", "must be at least 1 minute", longer)
    return span


Cadence = Annotated[Duration, AfterValidator(_not_too_often)]
"""How long until the same is done again, on the clock, day and night."""


class EmergencyRule(Part):
    """Cases of which `when` holds, and whose text has one of the words in any case, if there are
    any."""

    when: When = When()
    words: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _not_every_case(self) -> Self:
        if self.when == When() and not self.words:
            raise Mistake(
                "没有写条件，每件工单都会成为紧急工单",
                "without a condition every case is an emergency",
                Said("写上 when 或 words", "write when or words"),
            )
        return self

    def holds(self, facts: Facts, text: str = "") -> bool:
        folded = text.casefold()
        said = not self.words or any(word.casefold() in folded for word in self.words)
        return said and self.when.holds(facts)


class Emergency(Part):
    """What an emergency is, and what it sets going. A lead can declare one in any case."""

    rules: tuple[EmergencyRule, ...] = ()
    group: Annotated[tuple[Login, ...], Field(min_length=1)] = ("lead", "manager")
    """`GROUP_ROLES`, or logins. They are called at once, in quiet hours too."""
    call_every: Cadence = timedelta(minutes=15)
    """They are called again until somebody has taken the case."""
    update_every: Cadence | None = None
    """The target of interim updates in an emergency, before any other; from its declaration."""
    calendar: CalendarName | None = None
    """In which calendar all targets of an emergency count that name none; the team's if none."""
