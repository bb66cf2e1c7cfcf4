"""What another version of its policy would change in the clocks of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.clocks import clocks
from schemas.enums import ClockKind, ClockState
from schemas.events import Event
from schemas.policy import Policy
from schemas.views import Clock


@dataclass(frozen=True)
class Changed:
    """One clock before and after; none where it is not promised."""

    kind: ClockKind
    cycle: int
    n: int
    due_before: datetime | None
    due_after: datetime | None
    state_before: ClockState | None
    state_after: ClockState | None


def changes(
    events: Sequence[Event], before: Policy, after: Policy, now: datetime
) -> tuple[Changed, ...]:
    """The clocks that would fall due at another instant, or stand otherwise, at `now` (UTC)."""
    old = {clock.key: clock for clock in clocks(events, before, now)}
    new = {clock.key: clock for clock in clocks(events, after, now)}
    both = [(old.get(key), new.get(key)) for key in {**old, **new}]
    return tuple(_changed(one, other) for one, other in both if _told(one) != _told(other))


def _told(clock: Clock | None) -> tuple[datetime, ClockState] | None:
    return (clock.due_at, clock.state) if clock else None


def _changed(before: Clock | None, after: Clock | None) -> Changed:
    either = before or after
    assert either, "one of both is there"  # noqa: S101
    return Changed(
        kind=either.kind,
        cycle=either.cycle,
        n=either.n,
        due_before=before.due_at if before else None,
        due_after=after.due_at if after else None,
        state_before=before.state if before else None,
        state_after=after.state if after else None,
    )
