"""The clocks of a case: one pure function of its events, the targets and the time.

Targets are plain spans of time. A clock starts with its step, stands still while an answer of
the customer is awaited, and is met or missed once. A changed priority changes the target from
the clock's original start. Reopening starts new clocks; those of older cycles stay as they were.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from schemas.enums import ClockKind, ClockState, EventKind, Priority
from schemas.events import Event
from schemas.policy import Policy
from schemas.views import Clock

_MEETS = {
    EventKind.ACKNOWLEDGED: (ClockKind.ACKNOWLEDGE,),
    EventKind.TRIAGED: (ClockKind.ANALYZE,),
    EventKind.PROPOSED: (ClockKind.ANALYZE,),
    EventKind.RESOLVED: (ClockKind.ANALYZE, ClockKind.RESOLVE),
    EventKind.DECLINED: (ClockKind.ANALYZE, ClockKind.RESOLVE, ClockKind.CONFIRM),
    EventKind.CONFIRMED: (ClockKind.CONFIRM,),
    EventKind.REOPENED: (ClockKind.CONFIRM,),
}
_STARTS = {
    EventKind.RECEIVED: (ClockKind.ACKNOWLEDGE, ClockKind.ANALYZE, ClockKind.RESOLVE),
    EventKind.REOPENED: (ClockKind.RESOLVE,),
    EventKind.RESOLVED: (ClockKind.CONFIRM,),
}
_STOPS_ONE = {EventKind.UNDELIVERABLE: (ClockKind.ACKNOWLEDGE,)}
_STOPS = frozenset(
    {
        EventKind.CONFIRMED,
        EventKind.UNCONFIRMED,
        EventKind.DECLINED,
        EventKind.WITHDRAWN,
    }
)


@dataclass
class _Running:
    """A clock while the events are read."""

    kind: ClockKind
    cycle: int
    started_at: datetime
    priority: Priority | None = None
    met_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        return self.met_at or self.stopped_at


@dataclass
class _Pause:
    """A time in which an answer of the customer was, or is, awaited."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass
class _Reading:
    running: list[_Running] = field(default_factory=list)
    pauses: list[_Pause] = field(default_factory=list)
    priority: Priority | None = None

    def open(self) -> list[_Running]:
        return [clock for clock in self.running if not clock.ended_at]

    @property
    def paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].ended_at is None


def clocks(events: Sequence[Event], policy: Policy, now: datetime) -> tuple[Clock, ...]:
    """Every clock of every cycle as it stands at `now` (UTC), in the order of their starts."""
    reading = _Reading()
    for event in events:
        _read(reading, event)
    until = max(now, events[-1].at)  # clocks of several machines write events
    return tuple(_clock(each, reading, policy, until) for each in reading.running)


def _read(reading: _Reading, event: Event) -> None:
    if priority := event.data.get("priority"):
        reading.priority = Priority(priority)
    _pause_or_resume(reading, event)
    _end(reading, event)
    for kind in _STARTS.get(event.kind, ()):
        reading.running.append(_Running(kind, event.cycle, event.at))
    for clock in reading.open():
        clock.priority = reading.priority


def _pause_or_resume(reading: _Reading, event: Event) -> None:
    if event.kind is EventKind.ASKED:
        reading.pauses.append(_Pause(event.at))
    elif reading.paused and (event.kind is EventKind.REPLIED or event.kind in _STOPS):
        reading.pauses[-1].ended_at = event.at


def _end(reading: _Reading, event: Event) -> None:
    meets: tuple[ClockKind, ...] = _MEETS.get(event.kind, ())
    to_customer = not event.data.get("to_team")
    stops = _STOPS_ONE.get(event.kind, ()) if to_customer else ()
    if event.kind is EventKind.ANALYZED and event.data["certain"]:
        meets = (ClockKind.ANALYZE,)
    for clock in reading.open():
        if clock.kind in meets:
            clock.met_at = event.at
        elif event.kind in _STOPS or clock.kind in stops:
            clock.stopped_at = event.at


def _clock(running: _Running, reading: _Reading, policy: Policy, now: datetime) -> Clock:
    target = policy.targets[running.priority or policy.analysis.fallback_priority].of(running.kind)
    pauses = [] if running.kind is ClockKind.ACKNOWLEDGE else reading.pauses
    until = running.ended_at or now
    due_at = _shifted(running.started_at + target, running, pauses, until)
    return Clock(
        kind=running.kind,
        cycle=running.cycle,
        started_at=running.started_at,
        warn_at=_shifted(running.started_at + target * policy.warn_at, running, pauses, until),
        due_at=due_at,
        state=_state(running, reading, due_at, now),
        ended_at=running.ended_at,
    )


def _shifted(
    at: datetime, running: _Running, pauses: Iterable[_Pause], until: datetime
) -> datetime:
    """An instant of a clock, put off by every pause that began before it came."""
    for pause in pauses:
        began_at = max(pause.began_at, running.started_at)
        ended_at = min(pause.ended_at or until, until)
        if began_at < min(at, ended_at):
            at += ended_at - began_at
    return at


def _state(running: _Running, reading: _Reading, due_at: datetime, now: datetime) -> ClockState:
    if running.met_at and running.met_at <= due_at:
        return ClockState.MET
    if (running.ended_at or now) >= due_at:
        return ClockState.MISSED
    if running.stopped_at:
        return ClockState.STOPPED
    paused = reading.paused and running.kind is not ClockKind.ACKNOWLEDGE
    return ClockState.PAUSED if paused else ClockState.RUNNING
