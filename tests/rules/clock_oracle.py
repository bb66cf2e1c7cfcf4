"""What the clocks of a case must show, found by watching the case minute by minute.

An oracle for `rules.clocks`: slow, and as plain as the promise is. Every minute that passes while
a clock runs and stands not still, and in which its calendar is open if it counts working time, is
one minute of its time; when those are as many as the target has, it is due, and what happens
afterwards does not change when that was. What falls due on a day at a time is put off by every
open minute for which it stood still before that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from rules import days
from rules.fold import applied, fold
from schemas.calendars import ResolvedCalendar
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until
from schemas.enums import ClockKind, ClockState, EventKind, Stage
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.policy import Policy
from schemas.promises import Facts
from schemas.state import CaseState
from tests.stories import START, after, minutes

BEGINS = {
    EventKind.RECEIVED: {
        *(ClockKind.ACKNOWLEDGE, ClockKind.FIRST_RESPONSE, ClockKind.ANALYZE),
        *(ClockKind.INTERIM_UPDATE, ClockKind.RESOLVE),
    },
    EventKind.REOPENED: {ClockKind.INTERIM_UPDATE, ClockKind.RESOLVE},
    EventKind.RESOLVED: {ClockKind.CONFIRM},
}
KEEPS = {
    EventKind.ACKNOWLEDGED: {ClockKind.ACKNOWLEDGE},
    EventKind.TRIAGED: {ClockKind.ANALYZE},
    EventKind.PROPOSED: {ClockKind.ANALYZE},
    EventKind.PROGRESS: {ClockKind.INTERIM_UPDATE},
    EventKind.RESOLVED: {ClockKind.ANALYZE, ClockKind.INTERIM_UPDATE, ClockKind.RESOLVE},
    EventKind.DECLINED: set(ClockKind) - {ClockKind.ACKNOWLEDGE},
    EventKind.DUPLICATED: {ClockKind.ANALYZE},
    EventKind.CONFIRMED: {ClockKind.CONFIRM},
    EventKind.REOPENED: {ClockKind.CONFIRM},
}
"""Which promises an event keeps, those aside that only a person's answer keeps."""
ANSWERS = {
    *(EventKind.ASKED, EventKind.PROGRESS, EventKind.RESOLVED, EventKind.DECLINED),
    EventKind.DUPLICATED,
}
CONVERSATION = {ClockKind.FIRST_RESPONSE, ClockKind.NEXT_UPDATE}
HORIZON = 90 * 24 * 60
"""So many minutes the calendars are known; no story is as long."""


@dataclass
class Hand:
    """One clock, watched."""

    kind: ClockKind
    cycle: int
    n: int
    started: int
    facts: Facts | None = None
    still: list[bool] = field(default_factory=list)
    """Of every minute that passed: whether it stood still."""
    kept: bool = False
    ended: int | None = None


@dataclass(frozen=True)
class Shown:
    """What is to be shown of one clock."""

    kind: ClockKind
    cycle: int
    n: int
    due_at: datetime
    state: ClockState
    ended_at: datetime | None
    warnings: dict[float, datetime]
    """When each share of its time that is warned of has passed."""
    levels: dict[int, datetime]
    """When each level that hears of a miss does."""

    @property
    def key(self) -> tuple[str, int, int]:
        return self.kind.value, self.cycle, self.n


@dataclass
class Watch:
    policy: Policy
    hands: list[Hand] = field(default_factory=list)
    state: CaseState | None = None

    def see(self, event: Event, minute: int) -> None:
        """Something happens in this minute."""
        self.state = state = applied(self.state, event) if self.state else fold([event])
        begun = () if state.stage is Stage.CLOSED else list(self._begun(event))
        for hand in self._open():
            hand.kept = hand.kind in _kept_by(event, self.policy)
            if hand.kept or state.stage is Stage.CLOSED or _gives_up(hand, event, self.policy):
                hand.ended = minute
        for kind in begun:
            same = [h for h in self.hands if (h.kind, h.cycle) == (kind, event.cycle)]
            self.hands.append(Hand(kind, event.cycle, len(same) + 1, minute))
        for hand in self._open():
            hand.facts = self._facts(hand, state)

    def pass_minute(self) -> None:
        for hand in self._open():
            hand.still.append(self.still(hand))

    def still(self, hand: Hand) -> bool:
        """Whether a clock stands still in the stage in which the case is."""
        pauses = self.policy.pauses
        return any(
            self.state is not None and p.stage is self.state.stage and hand.kind in p.clocks
            for p in pauses
        )

    def _begun(self, event: Event) -> Iterator[ClockKind]:
        running = {hand.kind for hand in self._open()}
        begins = BEGINS.get(event.kind, set())
        yield from (kind for kind in ClockKind if kind in begins)
        anew = event.kind is EventKind.PROGRESS or _hurries(event, self.policy)
        anew = anew or _is_update(event, self.policy)
        if anew and ClockKind.INTERIM_UPDATE in running:
            yield ClockKind.INTERIM_UPDATE
        says = (
            event.kind in (EventKind.REPLIED, EventKind.WROTE)
            or event.data.get("why") == "not_solved"
        )
        if says and not running & CONVERSATION:
            yield ClockKind.NEXT_UPDATE

    def _facts(self, hand: Hand, state: CaseState) -> Facts:
        return Facts(
            priority=state.priority or self.policy.analysis.fallback_priority,
            **state.model_dump(include={"category", "channel", "tier", "team", "emergency"}),
            reopened=hand.cycle > 1,
        )

    def _open(self) -> Iterator[Hand]:
        return (hand for hand in self.hands if hand.ended is None)


def watched(events: Sequence[Event], policy: Policy, now: datetime) -> list[Shown]:
    """Every promised clock as it stands at `now`, which is not before the last event."""
    watch, last = Watch(policy), _minute(now)
    coming = list(events)
    for minute in range(last + 1):
        while coming and _minute(coming[0].at) == minute:
            watch.see(coming.pop(0), minute)
        if minute < last:
            watch.pass_minute()
    return [shown for hand in watch.hands for shown in _shown(hand, watch, last)]


def _shown(hand: Hand, watch: Watch, now: int) -> Iterator[Shown]:
    assert hand.facts is not None
    promised = watch.policy.target(hand.kind, hand.facts)
    if promised is None:
        return
    length, name = promised
    face = Face(watch.policy.resolved[name])
    due = face.due(hand, length)
    late = Hand(hand.kind, hand.cycle, hand.n, due, still=hand.still[max(due - hand.started, 0) :])
    still = watch.still(hand) if hand.ended is None else True in hand.still[-1:]
    levels = watch.policy.escalation
    yield Shown(
        kind=hand.kind,
        cycle=hand.cycle,
        n=hand.n,
        due_at=after(minutes(due)),
        state=_state(hand, due, now, still=still),
        ended_at=None if hand.ended is None else after(minutes(hand.ended)),
        warnings={
            level.at: after(minutes(face.share(hand, length, level.at)))
            for level in levels
            if level.at and level.at < 1
        },
        levels={
            n: after(minutes(face.due(late, level.after)))
            for n, level in enumerate(levels)
            if level.after
        },
    )


def _state(hand: Hand, due: float, now: int, *, still: bool) -> ClockState:
    end = now if hand.ended is None else hand.ended
    if still and _still_since(hand) < due:
        in_time, over = True, False
    else:
        in_time, over = end <= due, end >= due
    if hand.kept and in_time:
        return ClockState.MET
    if over:
        return ClockState.MISSED
    if hand.ended is not None:
        return ClockState.STOPPED
    return ClockState.PAUSED if still else ClockState.RUNNING


def _still_since(hand: Hand) -> int:
    """The minute from which on it stood still without a break."""
    moving = [n for n, still in enumerate(hand.still) if not still]
    return hand.started + (moving[-1] + 1 if moving else 0)


class Face:
    """How a calendar counts, minute by minute."""

    def __init__(self, calendar: ResolvedCalendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.spec.zone)
        self.open = _open_minutes(calendar)

    def due(self, hand: Hand, length: Length) -> int:
        match length:
            case Elapsed(span):
                return int(self._counted(hand, _number(span), plain=True))
            case BusinessTime(span):
                return int(self._counted(hand, _number(span)))
            case BusinessDays() | ByTime():
                return int(self._put_off(hand, self._on_day(hand.started, length)))

    def share(self, hand: Hand, length: Length, fraction: float) -> float:
        """The minute in which this fraction of its time has passed."""
        match length:
            case Elapsed(span):
                return self._counted(hand, _number(span) * fraction, plain=True)
            case BusinessTime(span):
                return self._counted(hand, _number(span) * fraction)
            case BusinessDays() | ByTime():
                due = self._on_day(hand.started, length)
                if work := sum(self.open[hand.started : due]):
                    return self._counted(hand, work * fraction)
                return self._put_off(hand, hand.started + (due - hand.started) * fraction)

    def _counted(self, hand: Hand, wanted: float, *, plain: bool = False) -> float:
        """When so many minutes have counted; those after what is known count as if it ran."""
        minute, still, wanted = hand.started, iter(hand.still), round(wanted, 9)
        while True:
            counts = not next(still, False) and (plain or self.open[minute])
            if counts and wanted <= 1:
                return minute + wanted
            wanted -= counts
            minute += 1

    def _put_off(self, hand: Hand, at: float) -> float:
        """By every open minute of every time that it stood still which began before."""
        began = None
        for minute, still in enumerate(hand.still, start=hand.started):
            began = (minute if began is None else began) if still else None
            if began is not None and began < at and self.open[minute]:
                at = self._a_minute_later(at)
        return at

    def _a_minute_later(self, at: float) -> float:
        """One open minute after an instant."""
        wanted = 1.0
        while wanted > 1e-9:
            minute = int(at)
            rest = minute + 1 - at
            used = min(rest, wanted) if self.open[minute] else 0
            at, wanted = (minute + 1 if used in (0, rest) else at + used), wanted - used
        return at

    def _on_day(self, start: int, length: BusinessDays | ByTime) -> int:
        local = after(minutes(start)).astimezone(self.zone)
        today = local.date()
        if isinstance(length, ByTime):
            return self._at(self._working_day(today, length.days), length.at.hour, length.at.minute)
        if not self._hours(today):
            today = self._working_day(today, 1)
            local = after(minutes(self._bounds(today)[0])).astimezone(self.zone)
        day = self._working_day(today, length.days)
        opening, closing = self._bounds(day)
        if length.until is Until.END_OF_DAY:
            return closing
        return max(opening, min(self._at(day, local.hour, local.minute), closing))

    def _working_day(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= bool(self._hours(day))
        return day

    def _bounds(self, day: date) -> tuple[int, int]:
        hours = self._hours(day)
        return self._at(day, 0, hours[0][0]), self._at(day, 0, hours[-1][1])

    def _hours(self, day: date) -> Sequence[tuple[int, int]]:
        return days.day(self.calendar, day).intervals

    def _at(self, day: date, hour: int, minute: int) -> int:
        """The minute of a wall clock's time; no clock is changed within these stories."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return _minute(midnight) + hour * 60 + minute


@cache
def _open_minutes(calendar: ResolvedCalendar) -> list[bool]:
    zone, found = ZoneInfo(calendar.spec.zone), []
    for minute in range(HORIZON):
        local = after(minutes(minute)).astimezone(zone)
        wall, today = local.hour * 60 + local.minute, local.date()
        yesterday = today - timedelta(days=1)
        found.append(
            any(begin <= wall < end for begin, end in days.day(calendar, today).intervals)
            or any(wall + 1440 < end for _, end in days.day(calendar, yesterday).intervals)
        )
    return found


def _hurries(event: Event, policy: Policy) -> bool:
    """In an emergency with a cadence, the next word is promised from its beginning."""
    return event.kind is EventKind.EMERGENCY and policy.emergency.update_every is not None


def _is_update(event: Event, policy: Policy) -> bool:
    """An automatic word keeps a promise only where the policy says so."""
    return event.kind is EventKind.UPDATED and policy.updates.meets_interim_update


def _kept_by(event: Event, policy: Policy) -> set[ClockKind]:
    if _is_update(event, policy):
        return {ClockKind.INTERIM_UPDATE}
    if event.kind is EventKind.ANALYZED and event.data["certain"]:
        return {ClockKind.ANALYZE}
    from_person = event.kind in ANSWERS and event.by not in (SYSTEM, CUSTOMER)
    kept = KEEPS.get(event.kind, set())
    return kept | CONVERSATION if from_person else kept - CONVERSATION


def _gives_up(hand: Hand, event: Event, policy: Policy) -> bool:
    if _hurries(event, policy):
        return hand.kind is ClockKind.INTERIM_UPDATE
    return event.kind is EventKind.UNDELIVERABLE and hand.kind is ClockKind.ACKNOWLEDGE


def _number(span: timedelta) -> int:
    return round(span / minutes(1))


def _minute(instant: datetime) -> int:
    return round((instant - START) / minutes(1))
