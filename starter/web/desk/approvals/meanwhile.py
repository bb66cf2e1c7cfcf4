"""What became of a proposal that somebody else decided, or nobody here may decide."""

from rules import approval
from rules.access import sees
from schemas import refusal_words
from schemas import words as business
from schemas.enums import DecisionKind, EventKind, Refusal, Stage
from schemas.messages import Choice
from schemas.views import CaseView
from starter.web.desk.names import own_and_stood_in
from starter.web.desk.seat import Missing, Seat
from starter.web.desk.words.approvals import WORDS

_DECISIVE = frozenset(
    {
        *(EventKind.APPROVED, EventKind.REJECTED, EventKind.VOTED, EventKind.PROPOSED),
        *(EventKind.WITHDRAWN, EventKind.DECLINED),
    }
)


def known(seat: Seat, case_id: str) -> CaseView:
    """A case that this person sees, or was asked about: nobody learns by a refusal that there is
    another.

    Raises:
        Missing: it is none of this person's.
    """
    view = seat.desk.gateway.look(case_id)
    names = own_and_stood_in(seat)
    asked = (each for each in view.events if each.kind is EventKind.APPROVAL_ASKED)
    if not sees(seat.caller, view.state) and not any(
        names & {*each.data["asked"], *each.data["approvers"]} for each in asked
    ):
        raise Missing
    return view


def told(seat: Seat, case_id: str) -> str:
    """Why a proposal does not wait for this person, and who decided what.

    Raises:
        Missing: it is none of this person's.
        UnknownCase: there is no such case.
    """
    view, w = known(seat, case_id), WORDS[seat.locale]
    if _is_own(seat, view):
        return refusal_words.refusal(Refusal.OWN_PROPOSAL, seat.locale)
    last = next((each for each in reversed(view.events) if each.kind in _DECISIVE), None)
    if last is None:
        return w["gone"]
    who, what = business.person(last.by, seat.locale), business.event(last.kind, seat.locale)
    said = w["meanwhile"].format(who=who, what=what, when=seat.moment(last.at).said)
    return f"{w['gone']} {said}" if seat.locale == "en" else w["gone"] + said


def _is_own(seat: Seat, view: CaseView) -> bool:
    if view.state.stage is not Stage.AWAITING_APPROVAL:
        return False
    away = seat.desk.gateway.away(seat.now)
    given = (view.policy, view.state, DecisionKind.APPROVE, seat.login, Choice(), away, seat.now)
    return approval.refusal(*given) is Refusal.OWN_PROPOSAL
