"""Which cases are about the same problem, as their events say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.enums import EventKind, Outcome
from schemas.events import SYSTEM, Event, NewEvent
from schemas.state import CaseState


@dataclass(frozen=True)
class Link:
    """That a case is about the same as another: who says so, and how alike a machine found them."""

    case_id: str
    by: str
    score: float | None = None
    is_duplicate: bool = False
    """Whether this case was closed because of the other."""

    @property
    def by_itself(self) -> bool:
        return self.by == SYSTEM


def linked(events: Iterable[Event]) -> Mapping[str, Link]:
    """The cases that a case is linked with now, by their ids, in the order they were linked."""
    found: dict[str, Link] = {}
    for event in events:
        other = str(event.data.get("of"))
        if event.kind is EventKind.LINKED:
            found.setdefault(other, Link(other, event.by, event.data.get("score")))
        elif event.kind is EventKind.DUPLICATED:
            found[other] = Link(other, event.by, is_duplicate=True)
        elif event.kind is EventKind.UNLINKED:
            found.pop(other, None)
    return found


def parted(events: Iterable[Event]) -> frozenset[str]:
    """The cases of which a person has said that they are not about the same."""
    found: set[str] = set()
    for event in events:
        if event.kind is EventKind.UNLINKED:
            found.add(event.data["of"])
        elif event.kind in (EventKind.LINKED, EventKind.DUPLICATED):
            found.discard(event.data["of"])
    return frozenset(found)


def link(other: str, by: str, score: float | None = None) -> NewEvent:
    """That a case is about the same as another."""
    measured = {} if score is None else {"score": round(score, 3)}
    return NewEvent(kind=EventKind.LINKED, by=by, data={"of": other, **measured})


def unlink(other: str, by: str) -> NewEvent:
    """That a case is not about the same as another after all."""
    return NewEvent(kind=EventKind.UNLINKED, by=by, data={"of": other})


def takes_back(before: CaseState, event: Event) -> str | None:
    """The case that a case is no duplicate of after all, where a person of the company takes it up
    again; what a customer does not accept may be the same all the same."""
    by_us = event.kind is EventKind.REOPENED and event.data.get("why") == "lead"
    return before.duplicate_of if by_us and before.outcome is Outcome.DUPLICATE else None
