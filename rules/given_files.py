"""Which files of a case are given to its customer."""

from collections.abc import Sequence

from schemas.enums import EventKind
from schemas.events import CUSTOMER, Event
from schemas.files import Attachment

_SAID_TO_CUSTOMER = frozenset({EventKind.ASKED, EventKind.PROGRESS, EventKind.RESOLVED})


def is_given(file: Attachment, events: Sequence[Event]) -> bool:
    """Whether a file of the company's goes with what the customer is told: a question, a progress
    report, a solution. Those of notes, proposals and tasks are internal."""
    placed = file.by != CUSTOMER and file.event_seq is not None
    return placed and events[(file.event_seq or 0) - 1].kind in _SAID_TO_CUSTOMER


def is_shown(file: Attachment, events: Sequence[Event]) -> bool:
    """Whether the customer may fetch a file: the own ones, and those that are given."""
    return file.by == CUSTOMER or is_given(file, events)
