"""One statement to the customers of many emergencies: for each case a decision of its own."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules import decisions
from schemas.enums import DecisionKind, Refusal
from schemas.errors import Refused
from schemas.submissions import Decision
from schemas.views import CaseView

if TYPE_CHECKING:
    from starter.gateway import Gateway


@dataclass
class Statement:
    """Who is told, or would be: `before` were told the same already."""

    told: list[CaseView] = field(default_factory=list)
    before: list[CaseView] = field(default_factory=list)
    refused: list[tuple[CaseView, Refusal]] = field(default_factory=list)


def prepared(gateway: "Gateway", cases: list[str], text: str, by: str) -> Statement:
    """Who would be told, as the cases stand now. Nothing is sent."""
    statement = Statement()
    for view in map(gateway.look, cases):
        decision = _decision(view, text, by)
        known = {*(e.request_id for e in view.events), *(p.request_id for p in view.pending)}
        if decision.request_id in known:
            statement.before.append(view)
        elif refusal := decisions.refusal(view.policy, view.state, decision):
            statement.refused.append((view, refusal))
        else:
            statement.told.append(view)
    return statement


async def sent(gateway: "Gateway", cases: list[str], text: str, by: str) -> Statement:
    """Tell everybody who was not told the same before; safe to repeat after a crash."""
    found = prepared(gateway, cases, text, by)
    statement = Statement(before=found.before, refused=found.refused)
    for view in found.told:
        try:
            await gateway.decide(_decision(view, text, by))
        except Refused as refused:
            statement.refused.append((view, refused.refusal))
        else:
            statement.told.append(view)
    return statement


def _decision(view: CaseView, text: str, by: str) -> Decision:
    # The same words to the same case are one decision, whoever says them again.
    name = hashlib.sha256(text.encode()).hexdigest()[:24]
    return Decision(
        case_id=view.state.case_id,
        request_id=f"statement-{view.state.cycle}-{name}",
        kind=DecisionKind.PROGRESS,
        by=by,
        texts={"text": text},
    )
