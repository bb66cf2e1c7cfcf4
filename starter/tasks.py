"""The tasks of a case as doors show them, with what people wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.tasks import ADDRESS
from schemas.enums import ClockKind, ClockState, EventKind
from schemas.events import Event
from schemas.views import CaseView

_ENDS = frozenset({EventKind.TASK_DONE, EventKind.TASK_DROPPED})


@dataclass(frozen=True)
class Told:
    """One task: open, done or dropped. `state` is that of its clock; times are in UTC."""

    id: str
    team: str
    person: str | None
    address: str | None
    """Of an outside party."""
    text: str
    added_by: str
    added_at: datetime
    due_at: datetime | None
    state: ClockState | None
    ended_at: datetime | None
    ended_by: str | None
    is_done: bool
    result: str | None
    """What came of it, or why it was dropped."""

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


def told(view: CaseView) -> tuple[Told, ...]:
    """Every task that a case has had, in the order in which they were added."""
    return tuple(_told(view))


def _told(view: CaseView) -> Iterator[Told]:
    ends = {event.data["task"]: event for event in view.events if event.kind in _ENDS}
    for event in view.events:
        if event.kind is EventKind.TASK_ADDED:
            yield _one(view, event, ends.get(event.data["task"]))


def _one(view: CaseView, added: Event, end: Event | None) -> Told:
    name, n = added.data["task"], int(added.data["task"][1:])
    clocks = [each for each in view.clocks if each.kind is ClockKind.TASK and each.n == n]
    clock = clocks[-1] if clocks else None
    return Told(
        id=name,
        team=added.data["team"],
        person=added.data.get("to"),
        address=added.texts.get(ADDRESS),
        text=added.texts.get("text", ""),
        added_by=added.by,
        added_at=added.at,
        due_at=clock.due_at if clock else None,
        state=clock.state if clock else None,
        ended_at=end.at if end else None,
        ended_by=end.by if end else None,
        is_done=end is not None and end.kind is EventKind.TASK_DONE,
        result=_result(end) if end else None,
    )


def _result(end: Event) -> str | None:
    return end.texts.get("text") or end.texts.get("reason") or end.data.get("reason_code")
