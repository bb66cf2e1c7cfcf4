"""What a customer may still say once the answer is given: another rating, "it was me", and what
comes too late for the case itself."""

from collections.abc import Sequence
from datetime import datetime

from schemas.enums import EventKind, Outcome, Refusal, Stage
from schemas.events import CUSTOMER, Event, NewEvent
from schemas.policy import Policy
from schemas.ratings import Rating
from schemas.state import CaseState

_FOLLOWED = frozenset({Outcome.ERASED})
"""After these nothing is left that another case could go on from."""


def is_low(policy: Policy, rating: int | None) -> bool:
    """Whether a rating takes the case up again."""
    low = policy.confirmation.low_rating
    return rating is not None and low is not None and rating <= low


def rating_until(events: Sequence[Event], state: CaseState, policy: Policy) -> datetime | None:
    """Until when the rating of a confirmed case can be changed; none if there is none to change."""
    if state.outcome is not Outcome.CONFIRMED:
        return None
    at = max(event.at for event in events if event.kind is EventKind.CONFIRMED)
    return at + policy.confirmation.rating_window


def can_follow(state: CaseState) -> bool:
    """Whether what the customer still says becomes a case of its own that follows this one."""
    return state.stage is Stage.CLOSED and state.ended and state.outcome not in _FOLLOWED


def refusal(
    events: Sequence[Event], state: CaseState, policy: Policy, said: Rating, at: datetime
) -> Refusal | None:
    """Why what is said afterwards cannot be recorded; none if it can.

    A late "solved", "it was me" and a remark without a rating are never too late.
    """
    if said.solved or said.rating is None:
        return None
    until = rating_until(events, state, policy)
    if until is None:
        return Refusal.NOT_NOW
    return Refusal.WINDOW_OVER if at >= until else None


def rated(said: Rating, texts: dict[str, str]) -> NewEvent:
    """What is said afterwards, as an event."""
    given = said.model_dump(mode="json", exclude={"case_id", "request_id"}, exclude_defaults=True)
    return NewEvent(
        kind=EventKind.RATED, by=CUSTOMER, request_id=said.request_id, data=given, texts=texts
    )
