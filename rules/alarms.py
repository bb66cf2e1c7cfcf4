"""What time alone makes happen to a case: warnings, misses, reminders, closing after silence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.clocks import clocks
from schemas.enums import ClockKind, ClockState, EventKind, Stage
from schemas.events import Event, NewEvent
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.views import Clock

_CLOSING = frozenset({EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.DECLINED})


@dataclass(frozen=True)
class Alarm:
    """An event that falls due at an instant. Of one `topic` only the latest that is due happens."""

    at: datetime
    event: NewEvent
    topic: str


def alarms(
    events: Sequence[Event], clocks: Sequence[Clock], state: CaseState, policy: Policy
) -> list[Alarm]:
    """Everything that time will do if nothing else happens, earliest first; what is past and
    not yet done included."""
    coming = [*_of_clocks(events, clocks), *_of_silence(events, state, policy)]
    return sorted(coming, key=lambda alarm: alarm.at)


def due(
    events: Sequence[Event], state: CaseState, policy: Policy, now: datetime
) -> tuple[NewEvent, ...]:
    """The events to append at `now`. After an outage a clock that is missed is not also warned
    of, and only the last reminder is sent."""
    coming = alarms(events, clocks(events, policy, now), state, policy)
    latest = {alarm.topic: alarm.event for alarm in coming if alarm.at <= now}
    if "silence" in latest:
        latest.pop("reminder", None)
    return tuple(latest.values())


def window_end(events: Sequence[Event], state: CaseState, policy: Policy) -> datetime | None:
    """Until when "not solved" opens the closed case again; none if it does not."""
    if state.stage is not Stage.CLOSED or state.ended:
        return None
    return max(e.at for e in events if e.kind in _CLOSING) + policy.reopening.window


def _of_clocks(events: Sequence[Event], clocks: Sequence[Clock]) -> Iterator[Alarm]:
    done = {(e.kind, e.data.get("clock"), e.data.get("of_cycle")) for e in events}
    for clock in clocks:
        if clock.ended_at or clock.state is ClockState.PAUSED or _missed(done, clock):
            continue
        topic = f"{clock.kind}-{clock.cycle}"
        due_at = clock.due_at.isoformat()
        data = {"clock": clock.kind.value, "of_cycle": clock.cycle, "due_at": due_at}
        if (EventKind.WARNED, clock.kind.value, clock.cycle) not in done:
            yield Alarm(clock.warn_at, NewEvent(kind=EventKind.WARNED, data=data), topic)
        yield Alarm(clock.due_at, NewEvent(kind=EventKind.MISSED, data=data), topic)


def _missed(done: set[tuple[EventKind, object, object]], clock: Clock) -> bool:
    return (EventKind.MISSED, clock.kind.value, clock.cycle) in done


def _of_silence(events: Sequence[Event], state: CaseState, policy: Policy) -> Iterator[Alarm]:
    if state.stage is Stage.AWAITING_CONFIRMATION:
        yield from _reminders(events, state, policy)
    elif end := window_end(events, state, policy):
        yield Alarm(end, NewEvent(kind=EventKind.ENDED), topic="window")


def _reminders(events: Sequence[Event], state: CaseState, policy: Policy) -> Iterator[Alarm]:
    resolved_at = max(e.at for e in events if e.kind is EventKind.RESOLVED)
    reminded = [e for e in events if e.kind is EventKind.REMINDED and e.cycle == state.cycle]
    sent = max((e.data["n"] for e in reminded), default=0)
    for n, after in enumerate(policy.confirmation.remind_after, start=1):
        if n > sent:
            reminder = NewEvent(kind=EventKind.REMINDED, data={"n": n})
            yield Alarm(resolved_at + after, reminder, topic="reminder")
    window = policy.targets[state.priority or policy.analysis.fallback_priority]
    silence = NewEvent(kind=EventKind.UNCONFIRMED)
    yield Alarm(resolved_at + window.of(ClockKind.CONFIRM), silence, topic="silence")
