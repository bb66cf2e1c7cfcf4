"""The emergency lane: which cases go into it by rule, and when its group is called again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import takewhile

from rules.facts import facts
from rules.transitions import WORKING
from schemas.enums import EventKind
from schemas.events import Event, NewEvent
from schemas.policy import Policy
from schemas.state import CaseState

_TAKES = frozenset({EventKind.TAKEN, EventKind.ASSIGNED, EventKind.PROPOSED})
"""By what somebody shows that the case is in hand."""


def at_receipt(policy: Policy, state: CaseState, text: str) -> list[NewEvent]:
    """What follows for a case that was just analyzed and stands so, with the customer's text."""
    told = facts(policy, state)
    if state.emergency or not any(rule.holds(told, text) for rule in policy.emergency.rules):
        return []
    return [_declared(), call(1)]


def following(policy: Policy, before: CaseState, state: CaseState) -> list[NewEvent]:
    """What follows from a change of state: an emergency by rule, and the first call of any.

    Rules with words are for the text as it came in; here the others are looked at. One that held
    before declares nothing anew: whoever ended that emergency had a reason.
    """
    if state.stage not in WORKING:
        return []
    if state.emergency:
        return [] if before.emergency else [call(1)]
    was, now = facts(policy, before), facts(policy, state)
    rules = [rule for rule in policy.emergency.rules if not rule.words]
    newly = any(rule.holds(now) and not rule.holds(was) for rule in rules)
    return [_declared()] if newly and not before.emergency else []


def calls(
    events: Sequence[Event], state: CaseState, policy: Policy
) -> Iterator[tuple[datetime, NewEvent]]:
    """When the group is called next: again and again until somebody has the case in hand."""
    if not state.emergency or state.stage not in WORKING:
        return
    since = list(takewhile(lambda e: e.kind is not EventKind.EMERGENCY, reversed(events)))
    if state.owner and any(event.kind in _TAKES for event in since):
        return
    called = [event.at for event in since if event.kind is EventKind.CALLED]
    if called:
        yield called[0] + policy.emergency.call_every, call(len(called) + 1)


def call(n: int) -> NewEvent:
    """That the group is called for the so many-th time in an emergency."""
    return NewEvent(kind=EventKind.CALLED, data={"n": n})


def _declared() -> NewEvent:
    return NewEvent(kind=EventKind.EMERGENCY, data={"why": "rule"})
