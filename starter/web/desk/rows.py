"""A case as lists of the desk show it."""

from dataclasses import dataclass

from rules import masking
from rules.access import sees_names
from schemas.enums import EventKind
from schemas.events import CUSTOMER
from schemas.state import CaseState
from starter.projection import is_emergency
from starter.web.desk.bars import Bar, bar
from starter.web.desk.moments import Moment
from starter.web.desk.seat import Seat
from store.desk import Shown

_MOST = 140
_QUIET = frozenset({EventKind.MAILED, EventKind.WARNED, EventKind.MISSED, EventKind.ESCALATED})
"""What happens by itself after a customer spoke, and answers nothing."""


@dataclass(frozen=True)
class Row:
    """A case in a list: masked words, names as this person may see them."""

    id: str
    text: str
    category: str | None
    priority: str | None
    stage: str
    owner: str | None
    team: str | None
    received: Moment
    bar: Bar | None
    due: Moment | None
    emergency: bool
    confidential: bool
    answered: bool
    """Whether the customer spoke last."""
    returned: bool
    """Whether somebody else has rejected what was proposed last."""


def row(seat: Seat, shown: Shown) -> Row:
    """A case as this person sees it in a list."""
    case, policy = shown.case, shown.policy
    drawn = bar(shown.events, policy, seat.now, seat.locale)
    category, team = policy.categories.get(case.category or ""), policy.teams.get(case.team or "")
    return Row(
        id=case.id,
        text=beginning(seat, shown),
        category=category.label.in_(seat.locale) if category else case.category,
        priority=case.priority,
        stage=case.stage,
        owner=case.owner,
        team=team.label.in_(seat.locale) if team else case.team,
        received=seat.moment(case.received_at),
        bar=drawn,
        due=seat.moment(drawn.due_at) if drawn else None,
        emergency=is_emergency(case),
        confidential=case.confidential,
        answered=_answered(shown),
        returned=_returned(seat, shown),
    )


def beginning(seat: Seat, shown: Shown) -> str:
    """How a case begins, masked as this person may read it."""
    state = CaseState.model_validate(shown.case.state)
    names = () if sees_names(seat.caller, state) else (shown.name,)
    text = " ".join(masking.masked(shown.text, names).split())
    return text if len(text) <= _MOST else text[:_MOST].rstrip() + "…"


def _answered(shown: Shown) -> bool:
    spoken = [event for event in shown.events if event.kind not in _QUIET]
    return len(spoken) > 1 and spoken[-1].by == CUSTOMER


def _returned(seat: Seat, shown: Shown) -> bool:
    asked = (EventKind.PROPOSED, EventKind.REJECTED, EventKind.REOPENED)
    last = next((each for each in reversed(shown.events) if each.kind in asked), None)
    return last is not None and last.kind is EventKind.REJECTED and last.by != seat.login
