"""What time alone makes happen, watched minute by minute and after outages."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alarms import due, window_end
from rules.fold import applied, fold
from rules.standing import standing
from schemas.enums import ClockKind, ClockState, EventKind, Outcome, Priority, Stage
from schemas.events import CUSTOMER, Event, NewEvent
from schemas.policy import Policy
from tests.rules.clock_oracle import Shown, watched
from tests.strategies import (
    LEAD,
    POLICY,
    START,
    Story,
    after,
    analyzed,
    days,
    histories,
    hours,
    minutes,
    policies,
)

CLOSING = (EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.DECLINED)
OF_CLOCKS = (EventKind.WARNED, EventKind.MISSED)
BY_TIME = (*OF_CLOCKS, EventKind.REMINDED, EventKind.UNCONFIRMED, EventKind.ENDED)
FIT: dict[Stage, Collection[EventKind]] = {
    Stage.AWAITING_CONFIRMATION: (
        EventKind.CONFIRMED,
        EventKind.REOPENED,
        EventKind.WITHDRAWN,
        EventKind.ACKNOWLEDGED,
        EventKind.UNDELIVERABLE,
    ),
    Stage.CLOSED: (EventKind.REOPENED, EventKind.ACKNOWLEDGED, EventKind.UNDELIVERABLE),
}
LAST_LOOK = 360
OFTEN = range(0, LAST_LOOK + 1, 8)


class Life:
    """A case that lives: people do what a script says, as far as it still can be done, and time
    does the rest whenever somebody looks at the clock."""

    def __init__(self, policy: Policy, events: Sequence[Event]) -> None:
        self.policy = policy
        self.events = list(events)
        self.state = fold(events)

    def do(self, event: Event) -> None:
        fitting = FIT.get(self.state.stage)
        opens = event.kind in (EventKind.CONFIRMED, EventKind.REOPENED)
        by_time = event.kind in BY_TIME or self.state.ended
        if not by_time and (event.kind in fitting if fitting else not opens):
            self._append(NewEvent(kind=event.kind, by=event.by, data=event.data), event.at)

    def look_at_the_clock(self, now: datetime) -> tuple[NewEvent, ...]:
        new = due(self.events, self.state, self.policy, now)
        for event in new:
            self._append(event, now)
        return new

    def _append(self, event: NewEvent, at: datetime) -> None:
        state = self.state
        placed = Event(
            **event.model_dump(),
            case_id=state.case_id,
            seq=state.seq + 1,
            at=at,
            cycle=state.cycle + (event.kind is EventKind.REOPENED),
        )
        self.events.append(placed)
        self.state = applied(state, placed)


def live(policy: Policy, script: Sequence[Event], looks: Collection[int]) -> Life:
    """A life by a script; somebody looks at the clock in these minutes."""
    life = Life(policy, script[:1])
    things: list[tuple[datetime, Event | None]] = [(event.at, event) for event in script[1:]]
    things += [(after(minutes(minute)), None) for minute in looks]
    for now, event in sorted(things, key=lambda thing: thing[0]):
        if event is not None:
            life.do(event)
        else:
            life.look_at_the_clock(now)
    return life


LOOKS = st.lists(st.integers(0, LAST_LOOK), max_size=20) | st.just(OFTEN)


def by_time(events: Sequence[Event]) -> Iterator[tuple[list[Event], Event]]:
    """Every event that time made happen, with what had happened before."""
    return ((list(events[:n]), e) for n, e in enumerate(events) if e.kind in BY_TIME)


# ── For every life ───────────────────────────────────────────────────────────────────────────────


@given(policies(), histories(), LOOKS)
def test_nothing_happens_twice(policy: Policy, script: list[Event], looks: Collection[int]) -> None:
    events = live(policy, script, looks).events

    of_clocks = Counter(
        (e.kind, e.data["clock"], e.data["of_cycle"]) for e in events if e.kind in OF_CLOCKS
    )
    reminders = Counter((e.cycle, e.data["n"]) for e in events if e.kind is EventKind.REMINDED)
    assert set(of_clocks.values()) <= {1}
    assert set(reminders.values()) <= {1}


@given(policies(), histories(), LOOKS)
def test_nothing_happens_before_its_time(
    policy: Policy, script: list[Event], looks: Collection[int]
) -> None:
    for past, event in by_time(live(policy, script, looks).events):
        assert event.at >= earliest(policy, past, event), event


def earliest(policy: Policy, past: list[Event], event: Event) -> datetime:
    """The instant before which an event must not happen, found by the oracle."""
    if event.kind in OF_CLOCKS:
        clock = next(
            c
            for c in watched(past, policy, event.at)
            if (c.kind, c.cycle) == (event.data["clock"], event.data["of_cycle"])
        )
        assert clock.ended_at is None
        assert clock.state is not ClockState.PAUSED
        return clock.warn_at if event.kind is EventKind.WARNED else clock.due_at
    if event.kind is EventKind.ENDED:
        closed = [e.at for e in past if e.kind in CLOSING]
        return closed[-1] + policy.reopening.window
    resolved = [e.at for e in past if e.kind is EventKind.RESOLVED][-1]
    if event.kind is EventKind.REMINDED:
        number: int = event.data["n"]
        return resolved + policy.confirmation.remind_after[number - 1]
    return resolved + policy.targets[fold(past).priority or Priority.LOW].confirm


@given(policies(), histories(steps=8))
def test_nothing_is_forgotten(policy: Policy, script: list[Event]) -> None:
    life = live(policy, script, OFTEN)
    now = max(after(minutes(LAST_LOOK)), life.events[-1].at)
    life.look_at_the_clock(now)

    told = set(missed(life))
    over = [c for c in watched(life.events, policy, now) if c.state is ClockState.MISSED]
    assert {(c.kind, c.cycle) for c in over if c.ended_at is None} <= told
    if life.state.stage is Stage.AWAITING_CONFIRMATION:
        assert now < earliest(policy, life.events, by_silence(EventKind.UNCONFIRMED))
    if life.state.stage is Stage.CLOSED and not life.state.ended:
        assert now < earliest(policy, life.events, by_silence(EventKind.ENDED))


def by_silence(kind: EventKind) -> Event:
    return Story().then(kind, timedelta()).events[0]


@given(policies(), histories(), st.integers(0, LAST_LOOK))
def test_after_an_outage_there_is_one_event_for_each_matter(
    policy: Policy, script: list[Event], later: int
) -> None:
    life = Life(policy, script)

    new = life.look_at_the_clock(script[-1].at + minutes(later))

    matters = [e.data.get("clock", "reminder") for e in new if e.kind not in CLOSING]
    cycles = [e.data.get("of_cycle") for e in new if e.kind not in CLOSING]
    kinds = {event.kind for event in new}
    assert len(set(zip(matters, cycles, strict=True))) == len(matters)
    assert not {EventKind.REMINDED, EventKind.UNCONFIRMED} <= kinds
    assert not life.look_at_the_clock(script[-1].at + minutes(later)), "twice at once"


@given(policies(), histories(), st.integers(0, 40))
def test_many_small_steps_lead_where_one_big_jump_leads(
    policy: Policy, script: list[Event], steps: int
) -> None:
    small, big = Life(policy, script), Life(policy, script)
    for step in range(steps + 1):
        small.look_at_the_clock(script[-1].at + minutes(step * 4))
    big.look_at_the_clock(script[-1].at + minutes(steps * 4))

    assert (small.state.stage, small.state.outcome) == (big.state.stage, big.state.outcome)
    assert set(missed(big)) == set(missed(small))
    assert len(big.events) <= len(small.events)


def missed(life: Life) -> list[tuple[str, int]]:
    found = [e.data for e in life.events if e.kind is EventKind.MISSED]
    return [(data["clock"], data["of_cycle"]) for data in found]


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
    while now < alarm:
        assert not due(events, state, policy, now)
        now += minutes(1)


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
    """A customer's silence is no promise of ours."""
    missed = {c.kind for c in clocks if c.state is ClockState.MISSED}
    return bool(missed - {ClockKind.CONFIRM})


# ── One by one ───────────────────────────────────────────────────────────────────────────────────


def kinds(story: Story, at: timedelta) -> list[EventKind]:
    return [e.kind for e in due(story.events, fold(story.events), POLICY, after(at))]


def resolved(at: timedelta = timedelta()) -> Story:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, timedelta())
    return story.then(EventKind.RESOLVED, at, LEAD)


def test_the_team_is_warned_then_told() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, timedelta())
    assert not kinds(story, hours(24 * 0.8) - timedelta(microseconds=1))

    (warned,) = due(story.events, fold(story.events), POLICY, after(hours(24 * 0.8)))
    due_at = after(hours(24)).isoformat()
    data: dict[str, Any] = {"clock": "resolve", "of_cycle": 1, "due_at": due_at}
    assert (warned.kind, warned.data) == (EventKind.WARNED, data)

    story.then(EventKind.WARNED, hours(20), **data)
    assert not kinds(story, hours(24) - timedelta(microseconds=1))
    (told,) = due(story.events, fold(story.events), POLICY, after(hours(24)))
    assert (told.kind, told.data) == (EventKind.MISSED, data)

    story.then(EventKind.MISSED, hours(24), **data)
    assert not kinds(story, days(365))


def test_after_an_outage_a_missed_clock_is_not_also_warned_of() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, timedelta())

    assert kinds(story, days(3)) == [EventKind.MISSED]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (days(3) - minutes(1), []),
        (days(3), [1]),
        (days(6) - minutes(1), [1]),
        (days(6), [2]),
        (days(7) - minutes(1), [2]),
        (days(7), []),
    ],
)
def test_of_several_reminders_only_the_last_is_sent(at: timedelta, expected: list[int]) -> None:
    story = resolved()

    new = due(story.events, fold(story.events), POLICY, after(at))

    assert [e.data["n"] for e in new if e.kind is EventKind.REMINDED] == expected


def test_reminders_then_silence() -> None:
    story, told = resolved(), []
    for day in range(8):
        for new in due(story.events, fold(story.events), POLICY, after(days(day))):
            story.then(new.kind, days(day), **new.data)
            told.append((day, new.kind, new.data.get("n")))

    silent = [each for each in told if each[1] not in OF_CLOCKS]
    assert silent == [
        (3, EventKind.REMINDED, 1),
        (6, EventKind.REMINDED, 2),
        (7, EventKind.UNCONFIRMED, None),
    ]
    assert fold(story.events).outcome is Outcome.UNCONFIRMED


def test_a_sent_reminder_is_not_repeated_and_an_omitted_one_not_made_up_for() -> None:
    story = resolved().then(EventKind.REMINDED, days(6), n=2)

    assert EventKind.REMINDED not in kinds(story, days(6.5))


def test_the_next_cycle_is_reminded_anew() -> None:
    story = resolved().then(EventKind.REMINDED, days(3), n=1)
    story.then(EventKind.REOPENED, days(4), CUSTOMER).then(EventKind.RESOLVED, days(5), LEAD)

    assert EventKind.REMINDED not in kinds(story, days(8) - minutes(1))
    (reminder,) = [
        event
        for event in due(story.events, fold(story.events), POLICY, after(days(8)))
        if event.kind is EventKind.REMINDED
    ]
    assert reminder.data == {"n": 1}


@pytest.mark.parametrize("closed_by", CLOSING)
def test_a_closed_case_ends_with_its_window(closed_by: EventKind) -> None:
    story = resolved(hours(1)).then(closed_by, days(2), LEAD)
    end = days(2) + POLICY.reopening.window

    assert window_end(story.events, fold(story.events), POLICY) == after(end)
    assert kinds(story, end - timedelta(microseconds=1)) == []
    assert kinds(story, end) == [EventKind.ENDED]


def test_a_late_yes_begins_the_window_anew() -> None:
    story = resolved().then(EventKind.UNCONFIRMED, days(7))
    story.then(EventKind.CONFIRMED, days(10), CUSTOMER)

    assert window_end(story.events, fold(story.events), POLICY) == after(days(24))


def test_what_is_withdrawn_has_no_window() -> None:
    story = resolved().then(EventKind.WITHDRAWN, days(1), LEAD)

    assert window_end(story.events, fold(story.events), POLICY) is None
    assert kinds(story, days(1000)) == []
    assert standing(fold(story.events), story.events, POLICY, (), START).alarm_at is None


def test_what_has_ended_stays_ended() -> None:
    story = resolved().then(EventKind.CONFIRMED, days(1), CUSTOMER).then(EventKind.ENDED, days(15))

    assert window_end(story.events, fold(story.events), POLICY) is None
    assert kinds(story, days(1000)) == []


def test_while_the_customer_is_asked_nothing_is_due() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, timedelta())
    story.then(EventKind.ASKED, hours(1), LEAD)

    found = standing(fold(story.events), story.events, POLICY, (), after(hours(2)))

    assert kinds(story, days(1000)) == []
    assert found.alarm_at is None
    assert found.due_at is None
