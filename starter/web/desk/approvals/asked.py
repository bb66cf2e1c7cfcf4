"""Which proposals wait for this person, which are his or her own, and what was decided lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules import approval
from rules.approvers import Present, principal
from schemas import refusal_words
from schemas.absences import Absence
from schemas.enums import DecisionKind, Locale, Refusal
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.state import CaseState
from starter.web.desk.approvals.terms import terms
from starter.web.desk.moments import Moment
from starter.web.desk.names import own_and_stood_in
from starter.web.desk.rows import Row, row
from starter.web.desk.seat import Seat
from store.approvals import Awaiting, Voice

MOST, MOST_PROPOSED = 100, 20
_LATELY = 20


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits for this person: in whose place, none for the own; what it is, in a
    few words."""

    row: Row
    instead_of: str | None
    proposer: str | None
    terms: Sequence[str]


@dataclass(frozen=True)
class Proposed:
    """An own proposal, and who has still to say something."""

    row: Row
    waits_for: Sequence[str]


@dataclass(frozen=True)
class Decided:
    """What this person said lately; `refused` says why it came to nothing."""

    case_id: str
    yes: bool
    at: Moment | None
    waits: bool
    refused: str | None


def waiting(seat: Seat) -> list[Waiting]:
    """What this person may say yes or no to, the first to be due first."""
    away = seat.desk.gateway.away(seat.now)
    names = own_and_stood_in(seat)
    found = seat.desk.approvals.awaiting(seat.login, names, MOST)
    mine = [each for each in found if may_decide(seat, each.policy, _state(each), away)]
    rows = _rows(seat, mine)
    return [_waiting(seat, each, rows[each.case.id], away) for each in mine if each.case.id in rows]


def proposed(seat: Seat) -> list[Proposed]:
    """The own proposals that wait for others."""
    found = seat.desk.approvals.proposed(seat.login, MOST_PROPOSED)
    rows = _rows(seat, found)
    return [
        Proposed(rows[each.case.id], waits_for(_state(each)))
        for each in found
        if each.case.id in rows
    ]


def decided(seat: Seat) -> list[Decided]:
    """What this person decided lately, the latest first."""
    return [_decided(seat, each) for each in seat.desk.approvals.said(seat.login, _LATELY)]


def may_decide(seat: Seat, policy: Policy, state: CaseState, away: Sequence[Absence]) -> bool:
    """Whether a yes of this person would count now."""
    given = (policy, state, DecisionKind.APPROVE, seat.login, Choice(), away, seat.now)
    return approval.refusal(*given) is None


def instead_of(
    policy: Policy, state: CaseState, login: str, away: Sequence[Absence], now: datetime
) -> str | None:
    """In whose place somebody decides; none in the own."""
    whose = principal(Present(policy, state, away, now), login)
    return whose if whose != login else None


def waits_for(state: CaseState) -> list[str]:
    """Who was asked and has said nothing; a deputy stands for the person who is away."""
    asked = state.asked
    if asked is None:
        return []
    silent = [p for p in asked.approvers if p not in (*asked.yes, *asked.no)]
    called = [p for p in silent if p in asked.told or p in asked.deputies]
    return [asked.deputies.get(p, p) for p in called or silent]


def _state(each: Awaiting) -> CaseState:
    return CaseState.model_validate(each.case.state)


def _rows(seat: Seat, found: Iterable[Awaiting]) -> dict[str, Row]:
    ids = [each.case.id for each in found]
    return {each.case.id: row(seat, each) for each in seat.desk.queries.shown(ids)}


def _waiting(seat: Seat, each: Awaiting, found: Row, away: Sequence[Absence]) -> Waiting:
    state = _state(each)
    known = state.proposal.model_dump(mode="json") if state.proposal else {}
    return Waiting(
        row=found,
        instead_of=instead_of(each.policy, state, seat.login, away, seat.now),
        proposer=state.proposer,
        terms=[value for _, value in terms(known, each.policy, seat.locale, short=True)],
    )


def _decided(seat: Seat, each: Voice) -> Decided:
    return Decided(
        case_id=each.case_id,
        yes=each.yes,
        at=seat.moment(each.at) if each.at else None,
        waits=each.waits,
        refused=_why(each.refused, seat.locale),
    )


def _why(refused: str | None, locale: Locale) -> str | None:
    return refusal_words.refusal(Refusal(refused), locale) if refused else None
