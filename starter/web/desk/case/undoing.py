"""The opposite of what was just done: a decision of its own, where there is one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from rules.fold import fold
from schemas.enums import DecisionKind, EventKind
from schemas.events import Event
from schemas.state import CaseState
from schemas.views import CaseView

_KINDS = frozenset({EventKind.TAKEN, EventKind.ASSIGNED, EventKind.TRIAGED, EventKind.DUPLICATED})
_NO_DUPLICATE = "not_a_duplicate"


@dataclass(frozen=True)
class Undo:
    """The form that undoes something: what it sends."""

    form: str
    request: str
    fields: Mapping[str, str]


def done(view: CaseView, request_id: str, login: str) -> Event | None:
    """What somebody did under a request id; none if it is not carried out."""
    mine = (e for e in view.events if e.request_id == request_id and e.by == login)
    return next(mine, None)


def undo(view: CaseView, event: Event) -> Undo | None:
    """How an event is undone; none if it cannot be, or something was decided since."""
    later = (e for e in view.events if e.seq > event.seq and e.request_id)
    if event.kind not in _KINDS or any(later):
        return None
    before, after = fold(view.events[: event.seq - 1]), view.state
    kind, fields = _opposite(event.kind, before, after)
    if fields is None:
        return None
    # The same view is the same request: what is undone twice, is undone once.
    digest = hashlib.sha256(f"{view.state.case_id} {event.seq}".encode()).hexdigest()[:24]
    return Undo(kind.value, f"undo-{digest}", fields)


def _opposite(
    kind: EventKind, before: CaseState, after: CaseState
) -> tuple[DecisionKind, dict[str, str] | None]:
    if kind is EventKind.DUPLICATED:
        return DecisionKind.REOPEN, {"reason_code": _NO_DUPLICATE}
    if kind is EventKind.TRIAGED:
        return DecisionKind.TRIAGE, _triaged(before, after)
    return DecisionKind.ASSIGN, _owned(before, after)


def _owned(before: CaseState, after: CaseState) -> dict[str, str] | None:
    """A case that nobody had cannot become nobody's again."""
    if before.owner is None or before.owner == after.owner:
        return None
    return {"to": before.owner}


def _triaged(before: CaseState, after: CaseState) -> dict[str, str] | None:
    was = {"category": before.category, "priority": before.priority, "team": before.team}
    now = {"category": after.category, "priority": after.priority, "team": after.team}
    if was == now or not all(was.values()):
        return None
    return {name: str(value) for name, value in was.items()}
