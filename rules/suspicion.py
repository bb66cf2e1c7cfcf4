"""Answers that may be a machine's: scanners of mails press what they find.

Such an answer is carried out like any other, and marked; it counts in no figure until the customer
says that it was his or hers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from schemas.enums import EventKind, Template
from schemas.events import CUSTOMER, Event, NewEvent
from schemas.policy import Policy

SUSPECT = "suspect"
"""The key in an event's data; its value says why."""
_ASKING = frozenset({Template.SOLUTION.value, Template.REMINDER.value})


def marked(
    new: Iterable[NewEvent], past: Sequence[Event], policy: Policy, at: datetime
) -> list[NewEvent]:
    """The same events; a customer's answer at `at` is marked if it may be a machine's."""
    return [_marked(event, past, policy, at) for event in new]


def is_answer(event: NewEvent) -> bool:
    """Whether this is a customer's answer to "is it solved?", or a change of it."""
    kinds = (EventKind.CONFIRMED, EventKind.RATED)
    return event.by == CUSTOMER and (event.kind in kinds or event.not_solved)


def _marked(event: NewEvent, past: Sequence[Event], policy: Policy, at: datetime) -> NewEvent:
    why = _why(past, policy, at) if is_answer(event) else None
    return event.model_copy(update={"data": {**event.data, SUSPECT: why}}) if why else event


def _why(past: Sequence[Event], policy: Policy, at: datetime) -> str | None:
    since = at - policy.confirmation.suspect_within
    if any(event.at > since for event in past if is_answer(event)):
        return "several"
    asked = _asked_at(past)
    return "fast" if asked and asked > since else None


def _asked_at(past: Sequence[Event]) -> datetime | None:
    """When the customer was last asked: the mail, or while it is not sent the solution itself."""
    asked = (e for e in reversed(past) if e.kind is EventKind.RESOLVED or _is_asking_mail(e))
    found = next(asked, None)
    return found.at if found else None


def _is_asking_mail(event: Event) -> bool:
    return event.kind is EventKind.MAILED and event.data.get("template") in _ASKING
