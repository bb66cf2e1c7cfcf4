"""The opposite of what was just done: a decision of its own, where there is one."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.fold import fold
from rules.judgement import judgement
from schemas.enums import DecisionKind, EventKind
from schemas.events import Event
from schemas.state import CaseState
from schemas.views import CaseView

_KINDS = frozenset({EventKind.TAKEN, EventKind.ASSIGNED, EventKind.TRIAGED, EventKind.DUPLICATED})
_NEEDED = ("category", "priority", "team")
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
    kind, fields = _opposite(view, event)
    if fields is None:
        return None
    # The same view is the same request: what is undone twice, is undone once.
    digest = hashlib.sha256(f"{view.state.case_id} {event.seq}".encode()).hexdigest()[:24]
    return Undo(kind.value, f"undo-{digest}", fields)


def _opposite(view: CaseView, event: Event) -> tuple[DecisionKind, dict[str, str] | None]:
    events, after = view.events[: event.seq - 1], view.state
    before = fold(events)
    if event.kind is EventKind.DUPLICATED:
        return DecisionKind.REOPEN, {"reason_code": _NO_DUPLICATE}
    if event.kind is EventKind.TRIAGED:
        fields = _triaged(_known(before, events), _known(after, view.events))
        return DecisionKind.TRIAGE, fields
    return DecisionKind.ASSIGN, _owned(before, after)


def _owned(before: CaseState, after: CaseState) -> dict[str, str] | None:
    """A case that nobody had cannot become nobody's again."""
    if before.owner is None or before.owner == after.owner:
        return None
    return {"to": before.owner}


def _known(state: CaseState, events: Sequence[Event]) -> dict[str, object]:
    """What triage says of a case, and the stage that follows from it."""
    found = judgement(events).model_dump(mode="json")
    return {**found, **state.model_dump(mode="json", include={*_NEEDED, "stage"})}


def _triaged(was: Mapping[str, object], now: Mapping[str, object]) -> dict[str, str] | None:
    """The whole of it or nothing: what nobody had said before cannot be unsaid, and words that
    may hold personal data are in no button."""
    changed = {name: value for name, value in was.items() if value != now[name]}
    unsaid = {name for name, value in changed.items() if value is None}
    if "category" in changed:
        unsaid -= {"subcategory"}  # it goes with its category
    if not changed or unsaid or changed.keys() & {"stage", "problem"}:
        return None
    wanted = {**{name: was[name] for name in _NEEDED}, **changed}
    return {name: _sent(value) for name, value in wanted.items() if value is not None}


def _sent(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
