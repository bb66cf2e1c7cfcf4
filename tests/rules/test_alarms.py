"""What time alone makes happen, watched minute by minute and after outages."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.alarms import due
from rules.fold import fold
from rules.standing import standing
from schemas.enums import (
    ClockKind,
    ClockState,
    EventKind,
    Stage,
)
from schemas.events import Event, NewEvent
from schemas.policy import Policy
from tests.rules.case_life import BY_TIME, OF_CLOCKS, Life, live
from tests.rules.case_strategies import histories, policies
from tests.rules.clock_oracle import Shown, watched
from tests.stories import (
    START,
    Story,
    after,
    days,
    minutes,
)

CLOSING = (
    EventKind.CONFIRMED,
    EventKind.UNCONFIRMED,
    EventKind.DECLINED,
    EventKind.DUPLICATED,
)
LAST_LOOK = 360
OFTEN = range(0, LAST_LOOK + 1, 8)


LOOKS = st.lists(st.integers(0, LAST_LOOK), max_size=20) | st.just(OFTEN)


def which(event: Event | NewEvent) -> tuple[str, int, int]:
    """The clock that an event is about."""
    data = event.data
    return data["clock"], data["of_cycle"], data["n"]


def by_time(events: Sequence[Event]) -> Iterator[tuple[list[Event], Event]]:
    """Every event that time made happen, with what had happened before."""
    return ((list(events[:n]), e) for n, e in enumerate(events) if e.kind in BY_TIME)


# ── For every life ───────────────────────────────────────────────────────────────────────────────


@given(policies(), histories(), LOOKS)
def test_nothing_happens_twice(policy: Policy, script: list[Event], looks: Collection[int]) -> None:
    events = live(policy, script, looks).events

    of_clocks = Counter(
        (e.kind, *which(e), e.data.get("share"), e.data.get("level"), promised(past))
        for past, e in by_time(events)
        if e.kind in OF_CLOCKS
    )
    reminders = Counter((e.cycle, e.data["n"]) for e in events if e.kind is EventKind.REMINDED)
    assert set(of_clocks.values()) <= {1}
    assert set(reminders.values()) <= {1}


def promised(past: list[Event]) -> tuple[object, ...]:
    """What decides how long a clock has: if it changes, there is another target to be told of."""
    state = fold(past)
    return state.priority, state.category, state.team, state.emergency


@given(policies(), histories(), LOOKS)
def test_nothing_happens_before_its_time(
    policy: Policy, script: list[Event], looks: Collection[int]
) -> None:
    for past, event in by_time(live(policy, script, looks).events):
        assert event.at >= earliest(policy, past, event), event


def earliest(policy: Policy, past: list[Event], event: Event) -> datetime:
    """The instant before which an event must not happen, found by the oracle."""
    if event.kind in OF_CLOCKS:
        clock = next(c for c in watched(past, policy, event.at) if c.key == which(event))
        assert clock.ended_at is None
        assert clock.state is not ClockState.PAUSED
        return told_at(clock, event)
    if event.kind is EventKind.ENDED:
        closed = [e.at for e in past if e.kind in CLOSING]
        return closed[-1] + policy.reopening.window
    resolved = [e.at for e in past if e.kind is EventKind.RESOLVED][-1]
    if event.kind is EventKind.REMINDED:
        number: int = event.data["n"]
        return resolved + policy.confirmation.remind_after[number - 1]
    confirm = [c for c in watched(past, policy, event.at) if c.kind is ClockKind.CONFIRM]
    return confirm[-1].due_at


def told_at(clock: Shown, event: Event) -> datetime:
    match event.kind:
        case EventKind.WARNED:
            return clock.warnings[event.data["share"]]
        case EventKind.ESCALATED:
            return clock.levels[event.data["level"]]
        case _:
            return clock.due_at


@given(policies(), histories(steps=8))
def test_nothing_is_forgotten(policy: Policy, script: list[Event]) -> None:
    life = live(policy, script, OFTEN)
    now = max(after(minutes(LAST_LOOK)), life.events[-1].at)
    while life.look_at_the_clock(now):
        pass

    told = set(missed(life))
    over = [c for c in watched(life.events, policy, now) if c.state is ClockState.MISSED]
    ours = [c for c in over if c.ended_at is None and c.kind is not ClockKind.CONFIRM]
    assert {c.key for c in ours} <= told
    for clock in ours:
        late = {n for n, at in clock.levels.items() if at <= now}
        assert late <= levels_told(life, clock), "nobody of the chain is passed over"
    if life.state.stage is Stage.AWAITING_CONFIRMATION:
        assert now < earliest(policy, life.events, by_silence(EventKind.UNCONFIRMED, now))
    if life.state.stage is Stage.CLOSED and not life.state.ended:
        assert now < earliest(policy, life.events, by_silence(EventKind.ENDED, now))


def by_silence(kind: EventKind, now: datetime) -> Event:
    return Story().then(kind, now - START).events[0]


def levels_told(life: Life, clock: Shown) -> set[int]:
    told = [e for e in life.events if e.kind is EventKind.ESCALATED and which(e) == clock.key]
    return {level for e in told for level in (e.data["level"], *e.data.get("passed", ()))}


@given(policies(), histories(), st.integers(0, LAST_LOOK))
def test_after_an_outage_there_is_one_event_for_each_matter(
    policy: Policy, script: list[Event], later: int
) -> None:
    life = Life(policy, script)

    new = life.look_at_the_clock(script[-1].at + minutes(later))

    matters = [which(e) if e.kind in OF_CLOCKS else e.kind for e in new]
    kinds = {event.kind for event in new}
    assert len(set(matters)) == len(matters)
    assert not {EventKind.REMINDED, EventKind.UNCONFIRMED} <= kinds
    again = life.look_at_the_clock(script[-1].at + minutes(later))
    assert {e.kind for e in again} <= {EventKind.ESCALATED}, "twice at once"


@given(policies(), histories(), st.integers(0, 40))
def test_many_small_steps_lead_where_one_big_jump_leads(
    policy: Policy, script: list[Event], steps: int
) -> None:
    # What automatic words keep, an outage lets pass: with them it makes a difference.
    updates = policy.updates.model_copy(update={"meets_interim_update": False})
    policy = policy.model_copy(update={"updates": updates})
    small, big = Life(policy, script), Life(policy, script)
    for step in range(steps + 1):
        small.look_at_the_clock(script[-1].at + minutes(step * 4))
    big.look_at_the_clock(script[-1].at + minutes(steps * 4))

    assert (small.state.stage, small.state.outcome) == (big.state.stage, big.state.outcome)
    assert set(missed(big)) == set(missed(small))
    assert len(big.events) <= len(small.events)


def missed(life: Life) -> list[tuple[str, int, int]]:
    return [which(e) for e in life.events if e.kind is EventKind.MISSED]


# ── The next alarm ───────────────────────────────────────────────────────────────────────────────


@given(policies(), histories(), st.integers(0, 60))
def test_the_next_alarm_is_the_first_instant_at_which_anything_is_due(
    policy: Policy, events: list[Event], later: int
) -> None:
    now, state = events[-1].at + minutes(later), fold(events)

    alarm = standing(state, events, policy, (), now).alarm_at

    if alarm is None:
        assert not due(events, state, policy, now + days(3650))
        return
    assert due(events, state, policy, max(alarm, now))
    for share in (0, 0.1, 0.5, 0.9, 1):
        before = now + (alarm - timedelta(microseconds=1) - now) * share
        assert alarm <= now or not due(events, state, policy, before)


@given(policies(), histories(), st.integers(0, 60))
def test_what_is_due_next_and_what_is_breached(
    policy: Policy, events: list[Event], later: int
) -> None:
    now, state = events[-1].at + minutes(later), fold(events)
    present = [c for c in watched(events, policy, now) if c.cycle == state.cycle]

    found = standing(state, events, policy, (), now)

    assert found.due_at == next_due(present)
    assert found.breached == is_breached(present)
    assert found.model_copy(update=dict.fromkeys(("due_at", "alarm_at"))) == state.model_copy(
        update={"breached": found.breached}
    )


def next_due(clocks: list[Shown]) -> datetime | None:
    """The acknowledgement goes out by itself: nobody has to look out for it."""
    running = [c for c in clocks if c.state is ClockState.RUNNING]
    return min((c.due_at for c in running if c.kind is not ClockKind.ACKNOWLEDGE), default=None)


def is_breached(clocks: list[Shown]) -> bool:
    """A customer's silence is no promise of ours, what colleagues owe each other none to others."""
    missed = {c.kind for c in clocks if c.state is ClockState.MISSED}
    return bool(missed - {ClockKind.CONFIRM, ClockKind.APPROVE, ClockKind.TASK})
