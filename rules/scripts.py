"""What people did about a case and how long they took for it, to be done again elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from schemas.analysis import Analysis
from schemas.bounds import Instant, Key
from schemas.durations import Length
from schemas.enums import DecisionKind, EventKind, Locale, Priority, Sentiment
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.messages import Choice

_DECISION = {
    EventKind.TAKEN: DecisionKind.TAKE,
    EventKind.ASSIGNED: DecisionKind.ASSIGN,
    EventKind.TRIAGED: DecisionKind.TRIAGE,
    EventKind.ASKED: DecisionKind.CLARIFY,
    EventKind.REPLIED: DecisionKind.REPLY,
    EventKind.PROGRESS: DecisionKind.PROGRESS,
    EventKind.PROPOSED: DecisionKind.PROPOSE,
    EventKind.APPROVED: DecisionKind.APPROVE,
    EventKind.REJECTED: DecisionKind.REJECT,
    EventKind.RESOLVED: DecisionKind.RESOLVE,
    EventKind.CONFIRMED: DecisionKind.CONFIRM,
    EventKind.REOPENED: DecisionKind.REOPEN,
    EventKind.DECLINED: DecisionKind.DECLINE,
    EventKind.WITHDRAWN: DecisionKind.WITHDRAW,
    EventKind.EMERGENCY: DecisionKind.EMERGENCY,
    EventKind.CALMED: DecisionKind.CALM,
    EventKind.TASK_ADDED: DecisionKind.TASK,
    EventKind.TASK_DONE: DecisionKind.DONE,
    EventKind.TASK_DROPPED: DecisionKind.DROP,
}
_REPEATED = frozenset(Choice.model_fields) - {"version"}


@dataclass(frozen=True)
class Step:
    """A decision, and how long after the step before it was taken; `after` is the time of the
    clock, or a length that counts in the calendar of the case's team."""

    kind: DecisionKind
    by: str
    after: timedelta | Length
    choice: Choice = field(default_factory=Choice)


class Given(BaseModel):
    """What was known of a case when it came in."""

    model_config = ConfigDict(frozen=True)

    channel: Key
    locale: Locale
    reachable: bool
    category: Key | None = None
    priority: Priority | None = None
    tier: Key | None = None


@dataclass(frozen=True)
class Script:
    """A case to be lived again: what came in when, what the analysis said, what people did."""

    key: str
    received_at: datetime
    given: Given
    analysis: Analysis | None
    steps: tuple[Step, ...]
    text: str = ""


def script(events: Sequence[Event]) -> Script:
    """The script of a case, without a word that anybody wrote."""
    first = events[0]
    return Script(
        key=first.case_id,
        received_at=first.at,
        given=Given.model_validate(first.data),
        analysis=_analysis(events),
        steps=tuple(_steps(events)),
    )


def _analysis(events: Sequence[Event]) -> Analysis | None:
    found = next((e.data for e in events if e.kind is EventKind.ANALYZED), None)
    if found is None:
        return None
    return Analysis(
        category=found["category"],
        priority=found["priority"],
        sentiment=found.get("sentiment", Sentiment.NEUTRAL),
        confidence=found.get("confidence", 1),
        reasons=("recorded",),
    )


def _steps(events: Sequence[Event]) -> Iterator[Step]:
    last: Instant = events[0].at
    for event in events:
        if event.by != SYSTEM and (kind := _kind(event)):
            yield Step(kind, event.by, event.at - last, _choice(event, kind))
            last = event.at


def _kind(event: Event) -> DecisionKind | None:
    if event.not_solved:
        return DecisionKind.CONFIRM
    return _DECISION.get(event.kind)


def _choice(event: Event, kind: DecisionKind) -> Choice:
    chosen = {name: value for name, value in event.data.items() if name in _REPEATED}
    if kind is DecisionKind.CONFIRM:
        chosen["solved"] = event.data.get("why") != "not_solved"
    return Choice.model_validate(chosen)


@dataclass(frozen=True)
class Pace:
    """How long the people of a company take for each step, where nobody recorded it."""

    answer: Length
    propose: Length
    resolve: Length
    confirm: Length

    def script(self, key: str, received_at: datetime, given: Given, text: str) -> Script:
        """A case that goes the ordinary way at this pace."""
        steps = (
            Step(DecisionKind.PROGRESS, "", self.answer),
            Step(DecisionKind.PROPOSE, "", self.propose),
            Step(DecisionKind.RESOLVE, "", self.resolve),
            Step(DecisionKind.CONFIRM, CUSTOMER, self.confirm, Choice(solved=True)),
        )
        return Script(key, received_at, given, None, steps, text)
