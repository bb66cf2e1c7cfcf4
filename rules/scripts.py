"""What people did about a case and how long they took for it, to be done again elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from pydantic import BaseModel, ConfigDict

from schemas.analysis import Analysis, Reason
from schemas.bounds import Instant, Key
from schemas.durations import Length
from schemas.enums import Aspect, DecisionKind, EventKind, Locale, Priority, ReasonKind, Sentiment
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.messages import Choice
from schemas.policy import Policy

_DECISION = {
    EventKind.TAKEN: DecisionKind.TAKE,
    EventKind.ASSIGNED: DecisionKind.ASSIGN,
    EventKind.TRIAGED: DecisionKind.TRIAGE,
    EventKind.ASKED: DecisionKind.CLARIFY,
    EventKind.REPLIED: DecisionKind.REPLY,
    EventKind.PROGRESS: DecisionKind.PROGRESS,
    EventKind.PROPOSED: DecisionKind.PROPOSE,
    EventKind.VOTED: DecisionKind.APPROVE,
    EventKind.APPROVED: DecisionKind.APPROVE,
    EventKind.REJECTED: DecisionKind.REJECT,
    EventKind.RESOLVED: DecisionKind.RESOLVE,
    EventKind.CONFIRMED: DecisionKind.CONFIRM,
    EventKind.REOPENED: DecisionKind.REOPEN,
    EventKind.DECLINED: DecisionKind.DECLINE,
    EventKind.DUPLICATED: DecisionKind.DUPLICATE,
    EventKind.WITHDRAWN: DecisionKind.WITHDRAW,
    EventKind.EMERGENCY: DecisionKind.EMERGENCY,
    EventKind.CALMED: DecisionKind.CALM,
    EventKind.TASK_ADDED: DecisionKind.TASK,
    EventKind.TASK_DONE: DecisionKind.DONE,
    EventKind.TASK_DROPPED: DecisionKind.DROP,
}
# A proposal has other words now: what was approved is known by none of these.
_REPEATED = frozenset(Choice.model_fields) - {"version", "hash", "level"}


@dataclass(frozen=True)
class Step:
    """A decision, and how long after the step before it was taken; `after` is the time of the
    clock, or a length that counts in the calendar of the case's team."""

    kind: DecisionKind
    by: str
    after: timedelta | Length
    choice: Choice = field(default_factory=Choice)
    outside: bool = False
    """Whether a task is for an outside party."""


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


def script(events: Sequence[Event], policy: Policy) -> Script:
    """The script of a case that stood under a policy, without a word that anybody wrote."""
    first = events[0]
    return Script(
        key=first.case_id,
        received_at=first.at,
        given=Given.model_validate(first.data),
        analysis=_analysis(events),
        steps=tuple(_steps(events, policy)),
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
        reasons=(Reason(aspect=Aspect.CATEGORY, kind=ReasonKind.GIVEN),),
    )


def _steps(events: Sequence[Event], policy: Policy) -> Iterator[Step]:
    last: Instant = events[0].at
    for event, then in zip_longest(events, events[1:]):
        if kind := _kind(event):
            choice = _choice(event, kind, _team(event, then, policy))
            by = "" if event.by == SYSTEM else event.by
            yield Step(kind, by, event.at - last, choice, bool(event.data.get("outside")))
            last = event.at


def _kind(event: Event) -> DecisionKind | None:
    """Which decision became an event; none if it followed by itself, and will again."""
    if event.kind is EventKind.EMERGENCY:
        return DecisionKind.EMERGENCY  # by a rule, it may have been one about words
    if event.request_id is None or event.by == SYSTEM:
        return None
    if event.kind is EventKind.VOTED and event.data["answer"] == "no":
        return DecisionKind.REJECT
    if event.not_solved:
        return DecisionKind.CONFIRM
    return _DECISION.get(event.kind)


def _team(event: Event, then: Event | None, policy: Policy) -> str | None:
    """To which team a triage gave a case against the policy's own choice."""
    if event.kind is not EventKind.TRIAGED or then is None or then.kind is not EventKind.ROUTED:
        return None
    team: str = then.data["team"]
    return None if team == policy.team_of(event.data["category"]) else team


def _choice(event: Event, kind: DecisionKind, team: str | None) -> Choice:
    chosen = {name: value for name, value in event.data.items() if name in _REPEATED}
    if kind is DecisionKind.CONFIRM:
        chosen["solved"] = event.data.get("why") != "not_solved"
    if team:
        chosen["team"] = team
    if kind is DecisionKind.PROPOSE and "roadmap_priority" in event.data:
        chosen["priority"] = event.data["roadmap_priority"]
    if event.data.get("outside"):
        chosen.pop("team", None)
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
