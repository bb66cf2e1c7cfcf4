"""How much of a clock's time is gone, in two questions to its calendar: for lists of many cases."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.calendar import calendar_of
from schemas.durations import Elapsed
from schemas.policy import Policy
from schemas.views import Clock

_NOTHING = timedelta()


@dataclass(frozen=True)
class Spent:
    """The same figures as `rules.explanation` finds stretch by stretch; `passes` says whether time
    counts at this moment, were the clock not paused."""

    elapsed: timedelta
    remaining: timedelta
    late: timedelta
    passes: bool


def spent(clock: Clock, policy: Policy, now: datetime) -> Spent:
    """What became of a clock's time, where `clock` is how it stands at `now` (UTC)."""
    calendar = calendar_of(policy.resolved[clock.calendar])
    until = clock.ended_at or max(now, clock.started_at)
    pauses = [(stay.since, stay.until or until) for stay in clock.pauses]

    def counted(begin: datetime, end: datetime) -> timedelta:
        return calendar.counted(begin, end, clock.target, pauses) if begin < end else _NOTHING

    return Spent(
        elapsed=counted(clock.started_at, until),
        remaining=counted(until, clock.due_at),
        late=counted(clock.due_at, until),
        passes=isinstance(clock.target, Elapsed) or calendar.is_open(now),
    )
