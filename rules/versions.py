"""Which version of a case somebody has seen, so that two people do not overwrite each other."""

from collections.abc import Iterable, Sequence

from schemas.enums import EventKind
from schemas.events import Event
from schemas.submissions import Decision

_BESIDE = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.MAILED,
        EventKind.WARNED,
        EventKind.MISSED,
        EventKind.ESCALATED,
        EventKind.REMINDED,
        EventKind.APPROVAL_REMINDED,
        EventKind.UPDATED,
        EventKind.CALLED,
        EventKind.REFUSED,
        EventKind.UNMASKED,
        EventKind.OPERATED,
    }
)
"""What time and the post do beside people, or what came to nothing: no decision is made otherwise
because of it."""


def version(events: Iterable[Event]) -> int:
    """The version of a case: the number of its latest event that a decision could depend on."""
    return max((event.seq for event in events if event.kind not in _BESIDE), default=0)


def since(events: Iterable[Event], seen: int) -> tuple[Event, ...]:
    """What has changed since a version."""
    return tuple(each for each in events if each.seq > seen and each.kind not in _BESIDE)


def stale(events: Sequence[Event], decision: Decision) -> bool:
    """Whether a decision was made for another version than the one that is there."""
    return decision.expects is not None and decision.expects != version(events)
