"""What a decision for many would do to each case, and for which it is not possible, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules import access, decisions
from rules.versions import version
from schemas import refusal_words
from schemas import words as business
from schemas.absences import Absence
from schemas.enums import DecisionKind, Locale, Priority, Refusal
from schemas.messages import Choice
from schemas.state import CaseState
from schemas.submissions import Decision
from starter.web.desk.bulk_forms import decision
from starter.web.desk.case.forms import NOTE, STANDARD
from starter.web.desk.rows import beginning
from starter.web.desk.seat import Seat
from starter.web.desk.words.bulk import WORDS
from store.desk import Shown

_TOLD = frozenset({DecisionKind.PROGRESS, DecisionKind.RESOLVE, DecisionKind.DECLINE, STANDARD})
"""What goes to the customers."""
_NOBODYS = "desk-preview"
"""The request id of a decision that is never made."""


@dataclass(frozen=True)
class Line:
    """A case: what stands there now that would change, or why nothing can; `version` is that of the
    case as it is shown."""

    id: str
    version: int
    text: str
    stage: str
    now: str
    why: str | None


def lines(seat: Seat, ids: Sequence[str], kind: str) -> list[Line]:
    """These cases, as far as they are seen, in this order."""
    away = seat.desk.gateway.away(seat.now)
    found = [
        (each, CaseState.model_validate(each.case.state)) for each in seat.desk.queries.shown(ids)
    ]
    return [
        _line(seat, each, state, kind, away)
        for each, state in found
        if access.sees(seat.caller, state)
    ]


def _line(seat: Seat, shown: Shown, state: CaseState, kind: str, away: Sequence[Absence]) -> Line:
    refused = _refusal(seat, shown, state, kind, away)
    return Line(
        id=state.case_id,
        version=version(shown.events),
        text=beginning(seat, shown),
        stage=business.stage(state.stage, seat.locale),
        now=_now(seat, shown, state, kind),
        why=refusal_words.refusal(refused, seat.locale) if refused else None,
    )


def _refusal(
    seat: Seat, shown: Shown, state: CaseState, kind: str, away: Sequence[Absence]
) -> Refusal | None:
    """Why it is not possible now, whatever the form will say."""
    if kind == NOTE:
        if seat.login not in shown.policy.staff:
            return Refusal.UNKNOWN_PERSON
        return Refusal.ERASED if state.erased else None
    made = Decision(
        case_id=state.case_id,
        request_id=_NOBODYS,
        kind=decision(kind),
        by=seat.login,
        choice=_choice(seat, shown, state, kind),
        texts={} if kind == STANDARD else {"text": "-", "reason": "-", "summary": "-"},
    )
    return decisions.refusal(shown.policy, state, made, away, seat.now)


def _choice(seat: Seat, shown: Shown, state: CaseState, kind: str) -> Choice:
    """What could be chosen: oneself, or a standard solution that the case can be given."""
    if kind != STANDARD:
        return Choice(to=seat.login if kind == DecisionKind.ASSIGN else None)
    known = shown.policy.standard_solutions.items()
    fits = (k for k, v in known if not v.categories or state.category in v.categories)
    return Choice(standard=next(fits, "none"))


def _now(seat: Seat, shown: Shown, state: CaseState, kind: str) -> str:
    w = WORDS[seat.locale]
    match kind:
        case DecisionKind.TAKE if state.owner == seat.login:
            return w["now_mine"]
        case DecisionKind.TAKE | DecisionKind.ASSIGN:
            return w["now_owner"].format(who=state.owner) if state.owner else w["now_free"]
        case DecisionKind.TRIAGE:
            return " \u00b7 ".join(_terms(shown, state, seat.locale))
        case _ if kind in _TOLD and not state.reachable:
            return w["now_unreachable"]
    return ""


def _terms(shown: Shown, state: CaseState, locale: Locale) -> list[str]:
    category = shown.policy.categories.get(state.category or "")
    team = shown.policy.teams.get(state.team or "")
    return [
        *([business.priority(Priority(state.priority), locale)] if state.priority else []),
        *(each.label.in_(locale) for each in (category, team) if each),
    ]
