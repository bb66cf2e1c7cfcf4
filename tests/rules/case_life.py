"""A case that lives: what people do, and what time does when somebody looks at the clock."""

from collections.abc import Collection, Sequence
from datetime import datetime

from rules.alarms import due
from rules.fold import applied, fold
from schemas.enums import EventKind, Stage
from schemas.events import Event, NewEvent
from schemas.policy import Policy
from tests.stories import after, minutes

OF_CLOCKS = (EventKind.WARNED, EventKind.MISSED, EventKind.ESCALATED)
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
