"""What the customer hears by itself, and when: words on progress, and holding replies."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rules.calendar import calendar_of
from rules.facts import facts
from rules.fold import applied, fold
from rules.transitions import WORKING
from schemas.enums import EventKind, Stage
from schemas.events import Event, NewEvent
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.updates import Pace, Point

_WORDS = frozenset({EventKind.PROGRESS, EventKind.UPDATED})
"""What counts as a word on progress, whoever says it."""
_TELLS_ALL = frozenset({EventKind.PROGRESS, EventKind.ASKED, EventKind.RESOLVED})
"""After it the customer needs to hear nothing of what was before."""


def words(
    events: Sequence[Event], state: CaseState, policy: Policy
) -> Iterator[tuple[datetime, NewEvent]]:
    """When the customer hears next how far the case has come, if that is not known yet: when it
    has held for a while, and the time since the last word is over."""
    pace = policy.updates.priorities.get(facts(policy, state).priority, Pace.NONE)
    if pace is Pace.NONE or not state.reachable or state.stage not in WORKING:
        return
    told = [event.at for event in events if event.kind in _WORDS]
    if news := _news(events, policy, state):
        since, point = news
        at = since + policy.updates.wait
        if told:
            at = max(at, told[-1] + policy.updates.at_most_every)
        yield at, NewEvent(kind=EventKind.UPDATED, data={"point": point.value})


def holding(
    events: Sequence[Event], state: CaseState, policy: Policy
) -> Iterator[tuple[datetime, NewEvent]]:
    """When each holding reply goes out that has not, while the case is unresolved.

    One that was due before another went out, after an outage, is not made up for.
    """
    if state.stage not in WORKING or not state.reachable:
        return
    words = [e for e in events if e.kind is EventKind.UPDATED and "holding" in e.data]
    said = {each.data["holding"]: each.at for each in words}
    last = max(said.values(), default=None)
    known = facts(policy, state)
    for n, reply in enumerate(policy.updates.holding, start=1):
        if n not in said and reply.when.holds(known):
            calendar = calendar_of(policy.resolved[policy.calendar_of(state.team)])
            at = calendar.due(events[0].at, reply.after)
            if last is None or at > last:
                yield at, NewEvent(kind=EventKind.UPDATED, data={"holding": n})


def _news(
    events: Sequence[Event], policy: Policy, state: CaseState
) -> tuple[datetime, Point] | None:
    """The latest point that the customer is to hear of and has not, and since when it is so."""
    priority = facts(policy, state).priority
    standing, news = fold(events[:1]), None
    for event in events[1:]:
        before, standing = standing, applied(standing, event)
        point = _point(event, before, standing)
        if event.kind in _TELLS_ALL or "point" in event.data:
            news = None
        elif point and policy.updates.told(point, priority):
            news = event.at, point
    return news


def _point(event: Event, before: CaseState, state: CaseState) -> Point | None:
    """Which point a case reaches by an event."""
    match event.kind:
        case EventKind.ROUTED if before.team != state.team:
            return Point.HANDED_ON if _stage(before) is not Stage.TRIAGE else Point.ROUTED
        case EventKind.ROUTED if _stage(before) is Stage.TRIAGE:
            return Point.ROUTED
        case EventKind.REJECTED:
            return Point.REVISED
        case EventKind.REPLIED:
            return Point.RESUMED
        case _:
            return _stage_reached(before, state)


def _stage_reached(before: CaseState, state: CaseState) -> Point | None:
    if _stage(state) is _stage(before):
        return None
    reached = {Stage.RESOLVING: Point.AGREED, Stage.AWAITING_APPROVAL: Point.PROPOSED}
    return reached.get(_stage(state))


def _stage(state: CaseState) -> Stage:
    """Where a case stands, be the customer asked meanwhile or not."""
    return state.asked_from or state.stage
