"""What a company promises: targets, what stops their clocks, and who is told when one is near."""

from datetime import time
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from schemas.bounds import Key
from schemas.calendars import CalendarName
from schemas.durations import Duration, Length, Target
from schemas.enums import ClockKind, Priority, Stage
from schemas.findings import Mistake
from schemas.part import Part, Share
from schemas.words import Said


class Targets(Part):
    """Within what time each step is promised, from when its clock starts; what is not named is
    not promised."""

    acknowledge: Target | None = None
    """Until the mail that it has arrived is accepted by the mail server."""
    first_response: Target | None = None
    """Until a person answers: a question, a word on progress, the solution, a refusal."""
    analyze: Target | None = None
    """Until the team has judged the case."""
    interim_update: Target | None = None
    """Until the customer hears of progress or has the solution, and again after each time."""
    next_update: Target | None = None
    """Until a person answers what the customer wrote after the first answer."""
    resolve: Target | None = None
    confirm: Target | None = None
    """After it, a customer's silence closes the case as unconfirmed."""

    def of(self, kind: ClockKind) -> Length | None:
        found: Length | None = getattr(self, kind.value, None)
        return found


class Facts(Part):
    """What a target may depend on."""

    priority: Priority
    category: Key | None = None
    channel: Key | None = None
    tier: Key | None = None
    team: Key | None = None
    reopened: bool = False
    emergency: bool = False


class When(Part):
    """A condition over the facts of a case: every key that is named must hold."""

    priority: tuple[Priority, ...] = ()
    category: tuple[Key, ...] = ()
    channel: tuple[Key, ...] = ()
    tier: tuple[Key, ...] = ()
    team: tuple[Key, ...] = ()
    reopened: bool | None = None
    emergency: bool | None = None

    def holds(self, facts: Facts) -> bool:
        listed = (
            (self.priority, facts.priority),
            (self.category, facts.category),
            (self.channel, facts.channel),
            (self.tier, facts.tier),
            (self.team, facts.team),
        )
        reopened = self.reopened in (None, facts.reopened)
        urgent = self.emergency in (None, facts.emergency)
        return reopened and urgent and all(not wanted or fact in wanted for wanted, fact in listed)


class SpecialTargets(Part):
    """Targets for some cases only. They go before the usual ones; of several the first counts."""

    when: When
    targets: Targets
    calendar: CalendarName | None = None
    """In which calendar they count, whatever the team's is."""


class Pause(Part):
    """Clocks that stand still while a case is in a stage."""

    stage: Stage
    clocks: tuple[ClockKind, ...]


class Escalation(Part):
    """Who is told when so much of a target has passed, or so long after it was missed."""

    at: Share | None = None
    after: Target | None = None
    tell: Annotated[tuple[Key, ...], Field(min_length=1)]
    """`owner`, `lead`, `manager`, `team` (its mailbox), or logins."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.at is None) == (self.after is None):
            raise Mistake(
                "at 和 after 必须写且只写一个",
                "needs either at or after",
                Said(
                    'at = 0.8 是目标时间的一部分，after = "4 hours" 是超时之后',
                    'write at = 0.8, a share of the target, or after = "4 hours", after the miss',
                ),
            )
        return self


class Critical(When):
    """What disturbs people in quiet hours too: every key that is named must hold."""

    missed: bool | None = None
    """True: only once a target is missed. False: only what is not missed yet."""

    def concerns(self, facts: Facts, *, missed: bool) -> bool:
        return self.holds(facts) and self.missed in (None, missed)


class QuietHours(Part):
    """The hours, in the policy's zone, in which only what is critical disturbs people."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    begin: time
    end: time
    free_days: bool = False
    """Whether days on which the team's calendar is closed are quiet from midnight to midnight."""
    exceptions: Annotated[tuple[Critical, ...], Field(alias="except")] = (
        Critical(priority=(Priority.HIGH,), missed=True),
    )


class Confirmation(Part):
    """When a customer who does not answer is reminded, counted from the mail with the solution."""

    remind_after: tuple[Duration, ...]


class Reopening(Part):
    """How long "not solved" opens a closed case again, and how often until a manager is told."""

    window: Duration
    limit: int = Field(ge=1)
