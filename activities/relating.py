"""Cases that are about the same: what is said of one of them is noted on the other, too."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities import ledger
from rules import related
from schemas.enums import DecisionKind, EventKind, Refusal
from schemas.errors import UnknownCase
from schemas.events import Event, NewEvent
from schemas.state import CaseState
from schemas.submissions import Decision

if TYPE_CHECKING:
    from store.casebook import OpenCase


def link(
    case: "OpenCase", other: "OpenCase", by: str, now: datetime, score: float | None = None
) -> bool:
    """Note on both cases that they are about the same; `score` is how alike they are, where nobody
    but the machine says so. Whether they were not linked before."""
    if other.case_id in related.linked(case.events):
        return False
    _note(case, tell(case, other, by, now, score), now)
    return True


def tell(
    case: "OpenCase", other: "OpenCase", by: str, now: datetime, score: float | None = None
) -> NewEvent:
    """Note on another case that this one is about the same, and return what is to be noted here."""
    _note(other, related.link(case.case_id, by, score), now)
    return related.link(other.case_id, by, score)


def unlink(case: "OpenCase", other: "OpenCase", by: str, now: datetime) -> bool:
    """Note on both that they are not about the same after all. Whether they were linked."""
    if other.case_id not in related.linked(case.events):
        return False
    _note(case, related.unlink(other.case_id, by), now)
    _note(other, related.unlink(case.case_id, by), now)
    return True


def refusal(case: "OpenCase", decision: Decision) -> Refusal | None:
    """Why a case cannot be a duplicate of the one that a decision names; none if it can, or if the
    decision is another one."""
    of = decision.choice.of
    if decision.kind is not DecisionKind.DUPLICATE or of is None or of == case.case_id:
        return None
    try:
        other = case.beside(of).known
    except UnknownCase:
        return Refusal.UNKNOWN_VALUE
    gone = other.erased or other.duplicate_of == case.case_id
    return Refusal.UNKNOWN_VALUE if gone else None


def follow(case: "OpenCase", before: CaseState, new: list[Event], now: datetime) -> None:
    """Note on another case what events of this one say of it."""
    for event in new:
        if event.kind is EventKind.DUPLICATED:
            other = case.beside(event.data["of"])
            if case.case_id not in related.linked(other.events):
                _note(other, related.link(case.case_id, event.by), now)
        elif of := related.takes_back(before, event):
            unlink(case, case.beside(of), event.by, now)


def _note(case: "OpenCase", event: NewEvent, now: datetime) -> None:
    """Record what did not come by the case's own workflow, which is to hear of it."""
    ledger.record(case, [event], now)
    case.run_ahead(now)
