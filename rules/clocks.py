"""The clocks of a case: one pure function of its events, the targets, the calendars and the time.

A clock starts with its step, stands still in the stages that the policy names, and is met or
missed once. A changed priority, category or team changes the target from the clock's original
start, with the pauses already earned; a kind that is not promised any more is gone. Reopening
starts new clocks; those of older cycles stay as they were. In a closed case no clock runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from rules.calendar import calendar_of
from rules.fold import unfolded
from schemas.durations import Elapsed, Length, parse_length
from schemas.enums import ClockKind, ClockState, EventKind, Priority, Stage
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.policy import Policy
from schemas.promises import Facts
from schemas.state import CaseState
from schemas.views import Clock, Stay

_ANSWERS = frozenset(
    {
        EventKind.ASKED,
        EventKind.PROGRESS,
        EventKind.RESOLVED,
        EventKind.DECLINED,
        EventKind.DUPLICATED,
    }
)
"""What the customer hears from a person."""
_ANSWERED = (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_UPDATE)
_WRITES = frozenset({EventKind.REPLIED, EventKind.WROTE})
"""What the customer says, and waits to hear something of."""
_MEETS = {
    EventKind.ACKNOWLEDGED: (ClockKind.ACKNOWLEDGE,),
    EventKind.TRIAGED: (ClockKind.ANALYZE,),
    EventKind.PROPOSED: (ClockKind.ANALYZE,),
    EventKind.PROGRESS: (ClockKind.INTERIM_UPDATE,),
    EventKind.RESOLVED: (
        *(ClockKind.ANALYZE, ClockKind.INTERIM_UPDATE, ClockKind.RESOLVE, ClockKind.FIX),
    ),
    EventKind.DECLINED: (
        *(ClockKind.ANALYZE, ClockKind.INTERIM_UPDATE, ClockKind.RESOLVE, ClockKind.CONFIRM),
    ),
    EventKind.DUPLICATED: (ClockKind.ANALYZE,),
    EventKind.CONFIRMED: (ClockKind.CONFIRM,),
    EventKind.REOPENED: (ClockKind.CONFIRM,),
}
_STARTS = {
    EventKind.RECEIVED: (
        *(ClockKind.ACKNOWLEDGE, ClockKind.FIRST_RESPONSE, ClockKind.ANALYZE),
        *(ClockKind.INTERIM_UPDATE, ClockKind.RESOLVE),
    ),
    EventKind.REOPENED: (ClockKind.INTERIM_UPDATE, ClockKind.RESOLVE),
    EventKind.RESOLVED: (ClockKind.CONFIRM,),
}
_SAID_BY_OTHERS = frozenset({ClockKind.APPROVE, ClockKind.FIX, ClockKind.TASK})
"""What a proposal or a task says how long it has, and begins by itself."""
_STOPS_ONE = {EventKind.UNDELIVERABLE: (ClockKind.ACKNOWLEDGE,)}


@dataclass(slots=True)
class _Hand:
    """A clock while the events are read."""

    kind: ClockKind
    cycle: int
    n: int
    started_at: datetime
    target: Length | None = None
    """Where the proposal says how long it has; none: as the policy promises."""
    team: str | None = None
    """The team in whose calendar it counts, where that is not the case's."""
    state: CaseState | None = None
    """How the case stood when the clock ended; what happened then changes no target any more."""
    met_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        return self.met_at or self.stopped_at


@dataclass(slots=True)
class _Stay:
    """A time in a stage."""

    stage: Stage
    since: datetime
    until: datetime | None = None


@dataclass
class _Reading:
    policy: Policy
    state: CaseState
    last_share: float
    """The greatest share of a target that is warned of before it is missed."""
    hands: list[_Hand] = field(default_factory=list)
    open: list[_Hand] = field(default_factory=list)
    stays: list[_Stay] = field(default_factory=list)

    def begin(self, kind: ClockKind, event: Event, target: Length | None = None) -> None:
        n = 1 + sum(h.kind is kind and h.cycle == event.cycle for h in self.hands)
        self.hands.append(_Hand(kind, event.cycle, n, event.at, target))
        self.open.append(self.hands[-1])

    def begin_task(self, event: Event) -> None:
        data, n = event.data, int(event.data["task"][1:])
        target = _until(data["due"], event) if "due" in data else parse_length(data["within"])
        hand = _Hand(ClockKind.TASK, event.cycle, n, event.at, target, data["team"])
        self.hands.append(hand)
        self.open.append(hand)

    def finish(self, kind: ClockKind, event: Event, *, met: bool, only: int | None = None) -> None:
        for hand in self.open:
            if hand.kind is kind and only in (None, hand.n):
                hand.met_at, hand.stopped_at = (event.at, None) if met else (None, event.at)
                hand.state = self.state
        self.open = [hand for hand in self.open if not hand.state]

    def runs(self, kind: ClockKind) -> bool:
        return any(hand.kind is kind for hand in self.open)


def clocks(
    events: Sequence[Event],
    policy: Policy,
    now: datetime,
    states: Sequence[CaseState] | None = None,
) -> tuple[Clock, ...]:
    """Every clock of every cycle as it stands at `now` (UTC), in the order of their starts.

    `states` are those after each event, for whoever has them.
    """
    reading = _reading(events, policy, states or tuple(unfolded(events)))
    return _shown(reading.hands, reading, max(now, events[-1].at))


def going(events: Sequence[Event], policy: Policy, now: datetime) -> tuple[Clock, ...]:
    """Those of them that are not ended: for lists, which show no others."""
    reading = _reading(events, policy, tuple(unfolded(events)))
    return _shown(reading.open, reading, max(now, events[-1].at))


def _reading(events: Sequence[Event], policy: Policy, states: Sequence[CaseState]) -> _Reading:
    reading = _Reading(policy, states[0], _last_share(policy))
    for event, state in zip(events, states, strict=True):
        _read(reading, event, state)
    return reading


def _shown(hands: Sequence[_Hand], reading: _Reading, until: datetime) -> tuple[Clock, ...]:
    """`until` is no earlier than the last event: clocks of several machines write events."""
    shown = (_clock(hand, reading, until) for hand in hands)
    return tuple(clock for clock in shown if clock)


def _read(reading: _Reading, event: Event, state: CaseState) -> None:
    closed = state.stage is Stage.CLOSED
    started = () if closed else tuple(_started(reading, event))
    _move(reading, event, state)
    _end(reading, event, closed=closed)
    for kind in started:
        reading.begin(kind, event)
    _read_proposal(reading, event, reading.state, state)
    _read_task(reading, event)
    reading.state = state


def _read_proposal(reading: _Reading, event: Event, before: CaseState, after: CaseState) -> None:
    """The clocks of an open level, and of a promised fix: the proposal says how long they have."""
    asks = event.kind is EventKind.APPROVAL_ASKED
    if before.asked and (after.asked is None or asks):
        reading.finish(ClockKind.APPROVE, event, met=_by_people(event))
    if asks and (within := event.data.get("within")):
        reading.begin(ClockKind.APPROVE, event, parse_length(within))
    was, until = _fix_by(before), _fix_by(after)
    if was and was != until:
        reading.finish(ClockKind.FIX, event, met=False)
    if until and was != until:
        reading.begin(ClockKind.FIX, event, Elapsed(max(until - event.at, timedelta())))


def _read_task(reading: _Reading, event: Event) -> None:
    if event.kind is EventKind.TASK_ADDED:
        reading.begin_task(event)
    elif event.kind in (EventKind.TASK_DONE, EventKind.TASK_DROPPED):
        done, n = event.kind is EventKind.TASK_DONE, int(event.data["task"][1:])
        reading.finish(ClockKind.TASK, event, met=done, only=n)


def _until(due: str, event: Event) -> Elapsed:
    return Elapsed(max(datetime.fromisoformat(due) - event.at, timedelta()))


def _by_people(event: Event) -> bool:
    """Whether people decided a level, and not time or another proposal."""
    voices = (EventKind.VOTED, EventKind.APPROVED, EventKind.REJECTED)
    return event.kind in voices and event.data.get("why") != "time"


def _fix_by(state: CaseState) -> datetime | None:
    """By when the fix is promised, while a proposal with such a date is carried out."""
    carried_out = (state.asked_from or state.stage) is Stage.RESOLVING
    return state.proposal.fix_by if carried_out and state.proposal else None


def _move(reading: _Reading, event: Event, state: CaseState) -> None:
    last = reading.stays[-1] if reading.stays else None
    if last and last.stage is state.stage:
        return
    if last:
        last.until = event.at
    reading.stays.append(_Stay(state.stage, event.at))


def _started(reading: _Reading, event: Event) -> Iterator[ClockKind]:
    yield from _STARTS.get(event.kind, ())
    if event.kind is EventKind.BROUGHT_BACK:
        yield from _left_aside(reading)
    if _restarts_updates(reading, event) and reading.runs(ClockKind.INTERIM_UPDATE):
        yield ClockKind.INTERIM_UPDATE
    writes = event.kind in _WRITES or event.not_solved
    if writes and not any(map(reading.runs, _ANSWERED)):
        yield ClockKind.NEXT_UPDATE


def _left_aside(reading: _Reading) -> list[ClockKind]:
    """What was promised when the case was set aside: promised anew, from when it is back."""
    aside = reading.stays[-1].since
    stopped = (hand.kind for hand in reading.hands if hand.stopped_at == aside)
    return [kind for kind in dict.fromkeys(stopped) if kind not in _SAID_BY_OTHERS]


def _restarts_updates(reading: _Reading, event: Event) -> bool:
    """Whether the next word on progress is promised from now on."""
    return event.kind is EventKind.PROGRESS or _updates(reading, event) or _urges(reading, event)


def _updates(reading: _Reading, event: Event) -> bool:
    """Whether an automatic word keeps the promise of one."""
    return event.kind is EventKind.UPDATED and reading.policy.updates.meets_interim_update


def _urges(reading: _Reading, event: Event) -> bool:
    """Whether an emergency begins, with a cadence of its own that counts from there."""
    return event.kind is EventKind.EMERGENCY and bool(reading.policy.emergency.update_every)


def _end(reading: _Reading, event: Event, *, closed: bool) -> None:
    meets = _met(reading, event)
    stops = _STOPS_ONE.get(event.kind, ()) if event.of_customers_mail else ()
    if _urges(reading, event):
        stops = (ClockKind.INTERIM_UPDATE,)
    for hand in reading.open:
        if hand.kind in meets:
            hand.met_at, hand.state = event.at, reading.state
        elif closed or hand.kind in stops:
            hand.stopped_at, hand.state = event.at, reading.state
    if meets or closed or stops:
        reading.open = [hand for hand in reading.open if not hand.state]


def _met(reading: _Reading, event: Event) -> tuple[ClockKind, ...]:
    if event.kind is EventKind.ANALYZED and event.data["certain"]:
        return (ClockKind.ANALYZE,)
    if _updates(reading, event):
        return (ClockKind.INTERIM_UPDATE,)
    by_person = event.by not in (SYSTEM, CUSTOMER)
    answered = _ANSWERED if event.kind in _ANSWERS and by_person else ()
    return (*_MEETS.get(event.kind, ()), *answered)


def _promised(hand: _Hand, reading: _Reading) -> tuple[Length, str] | None:
    state = hand.state or reading.state
    if hand.target:
        return hand.target, reading.policy.calendar_of(hand.team or state.team)
    priority = state.priority or reading.policy.analysis.fallback_priority
    told = (state.category, state.channel, state.tier, state.team)
    facts = _facts(priority, *told, hand.cycle > 1, state.emergency)
    return reading.policy.target(hand.kind, facts)


@lru_cache(maxsize=4096)
def _facts(
    priority: Priority,
    category: str | None,
    channel: str,
    tier: str | None,
    team: str | None,
    reopened: bool,
    emergency: bool,
) -> Facts:
    return Facts(
        priority=priority,
        category=category,
        channel=channel,
        tier=tier,
        team=team,
        reopened=reopened,
        emergency=emergency,
    )


def _clock(hand: _Hand, reading: _Reading, now: datetime) -> Clock | None:
    promised = _promised(hand, reading)
    if promised is None:
        return None
    length, name = promised
    calendar = calendar_of(reading.policy.resolved[name])
    pauses = _pauses(hand, reading)
    until = hand.ended_at or now
    spans = [(stay.since, stay.until or until) for stay in pauses]
    due_at = calendar.due(hand.started_at, length, spans)
    return Clock(
        kind=hand.kind,
        cycle=hand.cycle,
        n=hand.n,
        target=length,
        calendar=name,
        started_at=hand.started_at,
        warn_at=calendar.share(hand.started_at, length, reading.last_share, spans),
        due_at=due_at,
        state=_state(hand, due_at, now, _still_since(pauses, hand.ended_at)),
        ended_at=hand.ended_at,
        pauses=tuple(pauses),
    )


def _last_share(policy: Policy) -> float:
    return max((level.at for level in policy.escalation if level.at and level.at < 1), default=1)


def _pauses(hand: _Hand, reading: _Reading) -> list[Stay]:
    """The stays in which a clock stands still, as far as they are within its time."""
    stages = {pause.stage for pause in reading.policy.pauses if hand.kind in pause.clocks}
    if not stages:
        return []
    return [
        Stay(stage=stay.stage, since=max(stay.since, hand.started_at), until=_cut(stay, hand))
        for stay in reading.stays
        if stay.stage in stages
        and (stay.until is None or stay.until > hand.started_at)
        and (hand.ended_at is None or stay.since < hand.ended_at)
    ]


def _cut(stay: _Stay, hand: _Hand) -> datetime | None:
    ends = [instant for instant in (stay.until, hand.ended_at) if instant]
    return min(ends, default=None)


def _still_since(pauses: list[Stay], ended_at: datetime | None) -> datetime | None:
    """Since when a clock stands still that does so now, or did when it ended."""
    since, at = None, ended_at
    for stay in reversed(pauses):
        if stay.until != at:
            break
        since = at = stay.since
    return since


def _state(
    hand: _Hand, due_at: datetime, now: datetime, still_since: datetime | None
) -> ClockState:
    # Out of hours the instant may pass while a clock stands still: it is not missed by that.
    still = still_since is not None and still_since < due_at
    if hand.met_at and (still or hand.met_at <= due_at):
        return ClockState.MET
    if not still and (hand.ended_at or now) >= due_at:
        return ClockState.MISSED
    if hand.stopped_at:
        return ClockState.STOPPED
    return ClockState.PAUSED if still else ClockState.RUNNING
