"""What the clocks of a case must show, found by watching the case minute by minute.

An oracle for `rules.clocks`: slow, and as plain as the promise is. Every minute that passes while
a clock runs and stands not still is one minute of its time; when those are as many as the target
has, it is due, and what happens afterwards does not change when that was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from schemas.enums import ClockKind, ClockState, EventKind, Priority
from schemas.events import Event
from schemas.policy import Policy
from tests.strategies import START, after, minutes

BEGINS = {
    EventKind.RECEIVED: {ClockKind.ACKNOWLEDGE, ClockKind.ANALYZE, ClockKind.RESOLVE},
    EventKind.REOPENED: {ClockKind.RESOLVE},
    EventKind.RESOLVED: {ClockKind.CONFIRM},
}
KEEPS = {
    EventKind.ACKNOWLEDGED: {ClockKind.ACKNOWLEDGE},
    EventKind.TRIAGED: {ClockKind.ANALYZE},
    EventKind.PROPOSED: {ClockKind.ANALYZE},
    EventKind.RESOLVED: {ClockKind.ANALYZE, ClockKind.RESOLVE},
    EventKind.DECLINED: {ClockKind.ANALYZE, ClockKind.RESOLVE},
    EventKind.CONFIRMED: {ClockKind.CONFIRM},
    EventKind.REOPENED: {ClockKind.CONFIRM},
}
"""Which promises an event keeps."""
CLOSES = {EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.DECLINED, EventKind.WITHDRAWN}


@dataclass
class Hand:
    """One clock, watched."""

    kind: ClockKind
    cycle: int
    started: int
    priority: Priority | None = None
    passed: list[int] = field(default_factory=list)
    """The minutes that counted."""
    kept: bool = False
    ended: int | None = None


@dataclass(frozen=True)
class Shown:
    """What is to be shown of one clock."""

    kind: ClockKind
    cycle: int
    warn_at: datetime
    due_at: datetime
    state: ClockState
    ended_at: datetime | None


@dataclass
class Watch:
    hands: list[Hand] = field(default_factory=list)
    priority: Priority | None = None
    asking: bool = False

    def see(self, event: Event, minute: int) -> None:
        """Something happens in this minute."""
        if "priority" in event.data:
            self.priority = Priority(event.data["priority"])
        for hand in self._open():
            if hand.kind in _kept_by(event):
                hand.kept, hand.ended = True, minute
            elif event.kind in CLOSES or _gives_up(hand, event):
                hand.ended = minute
        if event.kind is EventKind.ASKED:
            self.asking = True
        elif event.kind is EventKind.REPLIED or event.kind in CLOSES:
            self.asking = False
        begun = [Hand(k, event.cycle, minute) for k in ClockKind if k in BEGINS.get(event.kind, ())]
        self.hands += begun
        for hand in self._open():
            hand.priority = self.priority

    def pass_minute(self, minute: int) -> None:
        for hand in self._open():
            if not self.still(hand):
                hand.passed.append(minute)

    def still(self, hand: Hand) -> bool:
        """Whether a clock stands still: an answer of the customer is awaited."""
        return self.asking and hand.kind is not ClockKind.ACKNOWLEDGE

    def _open(self) -> Iterator[Hand]:
        return (hand for hand in self.hands if hand.ended is None)


def watched(events: Sequence[Event], policy: Policy, now: datetime) -> list[Shown]:
    """Every clock as it stands at `now`, which is not before the last event."""
    watch, last = Watch(), _minute(now)
    for minute in range(last + 1):
        for event in events:
            if _minute(event.at) == minute:
                watch.see(event, minute)
        if minute < last:
            watch.pass_minute(minute)
    return [_shown(hand, watch, policy, last) for hand in watch.hands]


def _shown(hand: Hand, watch: Watch, policy: Policy, now: int) -> Shown:
    targets = policy.targets[hand.priority or policy.analysis.fallback_priority]
    target = round(targets.of(hand.kind) / minutes(1))
    due = _reached(hand, target, now)
    return Shown(
        kind=hand.kind,
        cycle=hand.cycle,
        warn_at=after(minutes(_reached(hand, round(target * policy.warn_at), now))),
        due_at=after(minutes(due)),
        state=_state(hand, watch, due, now),
        ended_at=None if hand.ended is None else after(minutes(hand.ended)),
    )


def _reached(hand: Hand, wanted: int, now: int) -> int:
    """The minute at which so many minutes have counted; if none was, as if all count from here."""
    if len(hand.passed) >= wanted:
        return hand.passed[wanted - 1] + 1
    return (now if hand.ended is None else hand.ended) + wanted - len(hand.passed)


def _state(hand: Hand, watch: Watch, due: int, now: int) -> ClockState:
    if hand.kept and hand.ended is not None and hand.ended <= due:
        return ClockState.MET
    if (now if hand.ended is None else hand.ended) >= due:
        return ClockState.MISSED
    if hand.ended is not None:
        return ClockState.STOPPED
    return ClockState.PAUSED if watch.still(hand) else ClockState.RUNNING


def _kept_by(event: Event) -> set[ClockKind]:
    if event.kind is EventKind.ANALYZED and event.data["certain"]:
        return {ClockKind.ANALYZE}
    return KEEPS.get(event.kind, set())


def _gives_up(hand: Hand, event: Event) -> bool:
    return event.kind is EventKind.UNDELIVERABLE and hand.kind is ClockKind.ACKNOWLEDGE


def _minute(instant: datetime) -> int:
    return round((instant - START) / minutes(1))
