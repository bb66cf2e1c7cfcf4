"""The words in which a customer hears by itself how far a case has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.letters.dates import moment
from rules.clocks import clocks
from rules.teams import team_of
from schemas.enums import ClockKind
from schemas.events import Event, NewEvent
from schemas.policy import Policy
from schemas.updates import Point, Saying

if TYPE_CHECKING:
    from store.casebook import OpenCase


def update_text(case: "OpenCase", event: NewEvent, now: datetime) -> str:
    """What is said at `now` (UTC), in the customer's language and the policy's words."""
    state, policy = case.known, case.policy
    due = _due(case.events, policy, now)
    when = moment(due, state.locale, policy.zone) if due else None
    return _saying(policy, event).filled(state.locale, team_of(policy, state).label, when)


def _saying(policy: Policy, event: NewEvent) -> Saying:
    if "holding" in event.data:
        number: int = event.data["holding"]
        return policy.updates.holding[number - 1].text
    return policy.updates.texts[Point(event.data["point"])]


def _due(events: Sequence[Event], policy: Policy, now: datetime) -> datetime | None:
    """By when the solution is promised in this cycle, if that is still to come."""
    mine = [
        clock.due_at
        for clock in clocks(events, policy, now)
        if clock.kind is ClockKind.RESOLVE and not clock.ended_at and clock.due_at > now
    ]
    return mine[-1] if mine else None
