"""What time alone makes happen to a case: warnings, misses, reminders, closing after silence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules import emergency, steps, updates
from rules.approvers import Present, extended, reminded
from rules.calendar import calendar_of
from rules.clocks import clocks
from schemas.absences import Absence
from schemas.enums import ClockKind, ClockState, EventKind, Stage
from schemas.events import Event, NewEvent
from schemas.levels import Then
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.views import Clock

_WORDS = ("holding", "update")
_CLOSING = frozenset(
    {
        EventKind.CONFIRMED,
        EventKind.UNCONFIRMED,
        EventKind.DECLINED,
        EventKind.DUPLICATED,
    }
)


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
    known = events, state, policy
    coming = [
        *_of_clocks(events, clocks, policy),
        *_of_approval(events, clocks, state, policy),
        *_of_silence(events, clocks, state, policy),
        *(Alarm(at, event, topic="call") for at, event in emergency.calls(*known)),
        *(Alarm(at, event, topic="holding") for at, event in updates.holding(*known)),
        *(Alarm(at, event, topic="update") for at, event in updates.words(*known)),
    ]
    return sorted(coming, key=lambda alarm: alarm.at)


def due(
    events: Sequence[Event],
    state: CaseState,
    policy: Policy,
    now: datetime,
    absences: Sequence[Absence] = (),
) -> tuple[NewEvent, ...]:
    """The events to append at `now`. After an outage a clock that is missed is not also warned
    of, and only the last reminder is sent."""
    coming = alarms(events, clocks(events, policy, now), state, policy)
    latest = {alarm.topic: alarm.event for alarm in coming if alarm.at <= now}
    if "silence" in latest:
        latest.pop("reminder", None)
    if "holding" in latest:  # the customer hears one of the two
        latest.pop("update", None)
    for word in _WORDS:  # it may end a clock that is warned of, or missed, now
        if word in latest:
            latest[word] = latest.pop(word)
    there = Present(policy, state, absences, now)
    drafts = [each for event in latest.values() for each in _as_it_is_now(there, event)]
    return steps.completed(policy, state, drafts, absences, now) if drafts else ()


def window_end(events: Sequence[Event], state: CaseState, policy: Policy) -> datetime | None:
    """Until when "not solved" opens the closed case again; none if it does not."""
    if state.stage is not Stage.CLOSED or state.ended or state.aside_from:
        return None
    return max(e.at for e in events if e.kind in _CLOSING) + policy.reopening.window


def _of_clocks(events: Sequence[Event], clocks: Sequence[Clock], policy: Policy) -> Iterator[Alarm]:
    for clock in clocks:
        if clock.kind is ClockKind.CONFIRM or clock.ended_at or clock.state is ClockState.PAUSED:
            continue
        told = [e for e in events if _tells_of(e, clock)]
        # What was told before the instant that counts now was told of another target.
        missed = any(e.kind is EventKind.MISSED and e.at >= clock.due_at for e in told)
        yield from _escalated(clock, policy, told) if missed else _coming(clock, policy, told)


def _coming(clock: Clock, policy: Policy, told: list[Event]) -> Iterator[Alarm]:
    """Warnings by share of the target, and its miss. A clock that is missed is not also warned
    of, and of several warnings only the latest is given."""
    calendar = calendar_of(policy.resolved[clock.calendar])
    pauses = [(stay.since, stay.until or stay.since) for stay in clock.pauses]
    warned = [e for e in told if e.kind is EventKind.WARNED]
    shares = {n: level.at for n, level in enumerate(policy.escalation) if level.at}
    before: list[int] = []
    for n in sorted(shares, key=shares.__getitem__):
        if (share := shares[n]) == 1:
            continue
        at = calendar.share(clock.started_at, clock.target, share, pauses)
        if not any(_warns(e, share, at) for e in warned):
            yield Alarm(at, _of(clock, EventKind.WARNED, before, share=share), clock.key)
            before.append(n)
    yield Alarm(clock.due_at, _of(clock, EventKind.MISSED, before), clock.key)


def _escalated(clock: Clock, policy: Policy, told: list[Event]) -> Iterator[Alarm]:
    """The levels that hear of a miss so long after it, what was paused not counted."""
    calendar = calendar_of(policy.resolved[clock.calendar])
    pauses = [(stay.since, stay.until or stay.since) for stay in clock.pauses]
    levels = enumerate(policy.escalation)
    ats = {n: calendar.due(clock.due_at, level.after, pauses) for n, level in levels if level.after}
    escalated = [e for e in told if e.kind is EventKind.ESCALATED]
    done = {n for n, at in ats.items() for e in escalated if n in _levels(e) and e.at >= at}
    still_since = next((stay.since for stay in clock.pauses if stay.until is None), None)
    before: list[int] = []
    for n in sorted(ats, key=ats.__getitem__):
        comes = still_since is None or ats[n] <= still_since
        if comes and n not in done:
            yield Alarm(ats[n], _of(clock, EventKind.ESCALATED, before, level=n), clock.key)
            before.append(n)


def _warns(event: Event, share: float, at: datetime) -> bool:
    """Whether an event has warned of a share that passes at an instant."""
    # Before there were shares, there was one warning, and it said none.
    return "share" not in event.data or (event.data["share"] >= share and event.at >= at)


def _levels(event: Event) -> tuple[int, ...]:
    """The levels of the escalation that hear of a miss by an event so long after it."""
    return (*event.data.get("passed", ()), event.data["level"])


def _of(clock: Clock, kind: EventKind, before: list[int], **data: float) -> NewEvent:
    """`before` are levels whose turn came earlier; they are told by this event if by no other."""
    told = {
        "clock": clock.kind.value,
        "of_cycle": clock.cycle,
        "n": clock.n,
        "due_at": clock.due_at.isoformat(),
    }
    passed = {"passed": list(before)} if before else {}
    return NewEvent(kind=kind, data={**told, **data, **passed})


def _tells_of(event: Event, clock: Clock) -> bool:
    data = event.data
    which = (data.get("clock"), data.get("of_cycle"), data.get("n", 1))
    return which == (clock.kind.value, clock.cycle, clock.n)


def _of_approval(
    events: Sequence[Event], clocks: Sequence[Clock], state: CaseState, policy: Policy
) -> Iterator[Alarm]:
    """What the policy wants when a level is not decided in time; and that one which had too few
    people looks for them when somebody is back."""
    level, asked = steps.level_of(state), state.asked
    if asked and (stuck := _stuck(events)) and "back_at" in stuck.data:
        yield Alarm(datetime.fromisoformat(stuck.data["back_at"]), stuck, topic="approval")
    open_ones = [c for c in clocks if c.kind is ClockKind.APPROVE and not c.ended_at]
    if not (level and asked and open_ones) or open_ones[-1].state is ClockState.PAUSED:
        return
    clock, n = open_ones[-1], asked.level
    if level.then is Then.APPROVE:
        yield Alarm(clock.due_at, steps.passed(state, n, why="time"), topic="approval")
    elif level.then is Then.REJECT:
        told = {"version": state.version, "level": n, "reason_code": "not_in_time", "why": "time"}
        yield Alarm(clock.due_at, NewEvent(kind=EventKind.REJECTED, data=told), topic="approval")
    else:
        yield _reminder(events, clock, state, policy, ask_more=level.then is Then.NEXT)


def _reminder(
    events: Sequence[Event], clock: Clock, state: CaseState, policy: Policy, *, ask_more: bool
) -> Alarm:
    """Those who have said nothing are reminded, each time after the level's time once more."""
    reminded = [
        e.at
        for e in events
        if e.kind is EventKind.APPROVAL_REMINDED and e.at >= clock.started_at and _is_of(e, state)
    ]
    calendar = calendar_of(policy.resolved[clock.calendar])
    at = calendar.due(reminded[-1], clock.target) if reminded else clock.due_at
    data = {"version": state.version, "level": state.asked.level if state.asked else 0}
    told = {**data, "n": len(reminded) + 1, **({"ask_more": True} if ask_more else {})}
    return Alarm(at, NewEvent(kind=EventKind.APPROVAL_REMINDED, data=told), topic="approval")


def _is_of(event: Event, state: CaseState) -> bool:
    """Whether an event tells of the level that is open."""
    return (event.data["version"], event.data["level"]) == (
        state.version,
        state.asked.level if state.asked else 0,
    )


def _stuck(events: Sequence[Event]) -> NewEvent | None:
    """That the level which was opened last had too few people, if nothing was done about it."""
    kinds = (EventKind.APPROVAL_ASKED, EventKind.APPROVAL_STUCK)
    last = next((event for event in reversed(events) if event.kind in kinds), None)
    return last if last and last.kind is EventKind.APPROVAL_STUCK else None


def _as_it_is_now(there: Present, event: NewEvent) -> list[NewEvent]:
    """What an alarm about a level comes to, with the people who are there now."""
    level, asked = steps.level_of(there.state), there.state.asked
    if event.kind is EventKind.APPROVAL_STUCK:
        return steps.asked_again(there)
    if event.kind is not EventKind.APPROVAL_REMINDED or level is None or asked is None:
        return [event]
    found = extended(level, there) if event.data.get("ask_more") else None
    if found:
        return [steps.asking(found, there.state, asked.level, again=True)]
    besides = steps.asked_again(there) if steps.is_stuck(there) else []
    return [*besides, _reminding(there, event)]


def _reminding(there: Present, event: NewEvent) -> NewEvent:
    """The reminder, to those who are to say something now."""
    data = {key: value for key, value in event.data.items() if key != "ask_more"}
    silent = reminded(there)
    data["asked"] = list(dict.fromkeys(silent.values()))
    if deputies := {p: who for p, who in silent.items() if p != who}:
        data["deputies"] = deputies
    return event.model_copy(update={"data": data})


def _of_silence(
    events: Sequence[Event], clocks: Sequence[Clock], state: CaseState, policy: Policy
) -> Iterator[Alarm]:
    if state.stage is Stage.AWAITING_CONFIRMATION:
        yield from _reminders(events, clocks, state, policy)
    elif end := window_end(events, state, policy):
        yield Alarm(end, NewEvent(kind=EventKind.ENDED), topic="window")


def _reminders(
    events: Sequence[Event], clocks: Sequence[Clock], state: CaseState, policy: Policy
) -> Iterator[Alarm]:
    confirm = next(c for c in reversed(clocks) if c.kind is ClockKind.CONFIRM)
    resolved_at = confirm.started_at
    reminded = [e for e in events if e.kind is EventKind.REMINDED and e.cycle == state.cycle]
    sent = max((e.data["n"] for e in reminded), default=0)
    for n, after in enumerate(policy.confirmation.remind_after, start=1):
        if n > sent:
            reminder = NewEvent(kind=EventKind.REMINDED, data={"n": n})
            yield Alarm(resolved_at + after, reminder, topic="reminder")
    silence = NewEvent(kind=EventKind.UNCONFIRMED)
    yield Alarm(confirm.due_at, silence, topic="silence")
