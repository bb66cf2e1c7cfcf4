"""Why a clock stands where it stands: stretch by stretch, what counted and what did not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from rules.calendar import Passing, Stretch, calendar_of
from schemas.enums import ClockState, Stage
from schemas.policy import Policy
from schemas.views import Clock


@dataclass(frozen=True)
class Step:
    """A stretch of a clock's time, from one instant to another in UTC."""

    begin: datetime
    end: datetime
    passing: Passing
    stage: Stage | None = None
    """The stage in which it stood still, if it did."""
    late: bool = False
    """Whether it lies after the instant at which the clock was due."""
    coming: bool = False
    """Whether it is still to pass."""

    @property
    def span(self) -> timedelta:
        return self.end - self.begin


@dataclass(frozen=True)
class Explanation:
    """A clock and what became of its time. All spans are of time that counts in its calendar."""

    clock: Clock
    steps: tuple[Step, ...]
    """From its start to its end or, if later, to now; while it runs also on to due."""
    elapsed: timedelta
    """Up to its end or now; what is late included."""
    remaining: timedelta
    """What was left when it ended, or is left now; nothing of a clock that is missed."""
    late: timedelta
    """By how much it was missed, up to its end or now."""
    paused: timedelta
    """How long it stood still in time that else had counted."""

    @property
    def target(self) -> timedelta:
        """All the time that it had."""
        return self.elapsed - self.late + self.remaining


def explained(clock: Clock, policy: Policy, now: datetime) -> Explanation:
    """What became of a clock's time, where `clock` is how it stands at `now` (UTC)."""
    until = clock.ended_at or max(now, clock.started_at)
    steps = tuple(_steps(clock, policy, until))
    past = [step for step in steps if not step.coming]
    return Explanation(
        clock=clock,
        steps=tuple(past) if clock.ended_at else steps,
        elapsed=_sum(step for step in past if step.passing is Passing.COUNTED),
        remaining=_sum(step for step in steps if step.coming and step.passing is Passing.COUNTED),
        late=_sum(step for step in past if step.late and step.passing is Passing.COUNTED),
        paused=_sum(step for step in past if step.passing is Passing.PAUSED),
    )


def _steps(clock: Clock, policy: Policy, until: datetime) -> Iterator[Step]:
    calendar = calendar_of(policy.resolved[clock.calendar])
    pauses = [(stay.since, stay.until or until) for stay in clock.pauses]
    end = max(until, clock.due_at)
    instants = (until, clock.due_at, *(stay.since for stay in clock.pauses))
    for each in calendar.passed(clock.started_at, end, clock.target, pauses):
        for begin, after in _cut(each, instants):
            yield Step(
                begin=begin,
                end=after,
                passing=each.passing,
                stage=_stage(clock, begin, until) if each.passing is Passing.PAUSED else None,
                late=begin >= clock.due_at and clock.state is ClockState.MISSED,
                coming=begin >= until,
            )


def _cut(stretch: Stretch, instants: tuple[datetime, ...]) -> Iterator[tuple[datetime, datetime]]:
    inside = sorted({at for at in instants if stretch.begin < at < stretch.end})
    yield from pairwise([stretch.begin, *inside, stretch.end])


def _stage(clock: Clock, at: datetime, until: datetime) -> Stage | None:
    stays = (stay for stay in clock.pauses if stay.since <= at < (stay.until or until))
    return next((stay.stage for stay in stays), None)


def _sum(steps: Iterator[Step]) -> timedelta:
    return sum((step.span for step in steps), timedelta())
