"""What a decision becomes: the events that carry it out, or the reason why it is refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules import approval, transitions
from rules.fold import applied, fold
from schemas.enums import DecisionKind, EventKind, Priority, Refusal, Role, Stage
from schemas.events import Event, NewEvent
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.submissions import Decision

TEXT_OF: dict[DecisionKind, str] = {
    DecisionKind.CLARIFY: "question",
    DecisionKind.REPLY: "text",
    DecisionKind.PROGRESS: "text",
    DecisionKind.PROPOSE: "text",
    DecisionKind.REJECT: "reason",
    DecisionKind.RESOLVE: "summary",
    DecisionKind.REOPEN: "reason",
    DecisionKind.DECLINE: "reason",
}
"""The words that a decision needs. A reason may also be given as a code."""

_EVENT = {
    DecisionKind.TAKE: EventKind.TAKEN,
    DecisionKind.ASSIGN: EventKind.ASSIGNED,
    DecisionKind.CLARIFY: EventKind.ASKED,
    DecisionKind.REPLY: EventKind.REPLIED,
    DecisionKind.PROGRESS: EventKind.PROGRESS,
    DecisionKind.APPROVE: EventKind.APPROVED,
    DecisionKind.REJECT: EventKind.REJECTED,
    DecisionKind.RESOLVE: EventKind.RESOLVED,
    DecisionKind.DECLINE: EventKind.DECLINED,
    DecisionKind.WITHDRAW: EventKind.WITHDRAWN,
}


def refusal(policy: Policy, state: CaseState, decision: Decision) -> Refusal | None:
    """Why a decision cannot be carried out on a case that stands so; none if it can."""
    kind, choice = decision.kind, decision.choice
    if decision.cycle is not None and decision.cycle != state.cycle:
        return Refusal.OTHER_CYCLE
    return (
        transitions.refusal(state, kind, choice)
        or approval.refusal(policy, state, kind, decision.by, choice)
        or _incomplete(decision)
    )


def events(policy: Policy, state: CaseState, decision: Decision) -> tuple[NewEvent, ...]:
    """The events of a decision that is not refused. The first one carries its request id."""
    first, *rest = _drafts(policy, state, decision)
    named = first.model_copy(update={"request_id": decision.request_id, "texts": decision.texts})
    return tuple(event.model_copy(update={"by": decision.by}) for event in (named, *rest))


def projected(policy: Policy, past: Sequence[Event], waiting: Sequence[Decision]) -> CaseState:
    """The state that a case will have once the decisions that wait are carried out."""
    state = fold(past)
    for decision in waiting:
        if refusal(policy, state, decision) is None:
            for event in events(policy, state, decision):
                state = applied(state, _placed(event, state, past[-1].at))
    return state


def _placed(event: NewEvent, state: CaseState, at: datetime) -> Event:
    return Event(
        **event.model_dump(), case_id=state.case_id, seq=state.seq + 1, at=at, cycle=state.cycle
    )


def _incomplete(decision: Decision) -> Refusal | None:
    choice, field = decision.choice, TEXT_OF.get(decision.kind)
    if field and not decision.texts.get(field) and not (field == "reason" and choice.reason_code):
        return Refusal.TEXT_MISSING
    if decision.kind is DecisionKind.CONFIRM and choice.solved is None:
        return Refusal.INVALID
    if decision.kind is DecisionKind.ASSIGN and choice.to is None:
        return Refusal.INVALID
    return None


def _drafts(policy: Policy, state: CaseState, decision: Decision) -> list[NewEvent]:
    choice = decision.choice
    match decision.kind:
        case DecisionKind.TRIAGE:
            return _triaged(policy, state, choice)
        case DecisionKind.PROPOSE:
            return [_proposed(policy, state)]
        case DecisionKind.CONFIRM if choice.solved:
            return [_event(EventKind.CONFIRMED, rating=choice.rating)]
        case DecisionKind.CONFIRM:
            return [_event(EventKind.REOPENED, why="not_solved", rating=choice.rating)]
        case DecisionKind.REOPEN:
            return [_event(EventKind.REOPENED, why="lead", reason_code=choice.reason_code)]
        case DecisionKind.APPROVE | DecisionKind.REJECT:
            kind = _EVENT[decision.kind]
            return [_event(kind, version=state.version, reason_code=choice.reason_code)]
        case _:
            data = choice.model_dump(mode="json", include={"to", "expect", "reason_code"})
            return [_event(_EVENT[decision.kind], **data)]


def _triaged(policy: Policy, state: CaseState, choice: Choice) -> list[NewEvent]:
    category = choice.category or state.category or policy.analysis.fallback_category
    priority = choice.priority or state.priority or policy.analysis.fallback_priority
    moved = choice.category is not None and choice.category != state.category
    team = choice.team or (policy.team_of(category) if moved or not state.team else state.team)
    triaged = _event(
        EventKind.TRIAGED,
        category=category,
        priority=priority,
        needs=_still_needed(policy, state, priority),
    )
    routed = [_event(EventKind.ROUTED, team=team)] if _routes(state, team) else []
    return [triaged, *routed]


def _still_needed(policy: Policy, state: CaseState, priority: Priority) -> Role | None:
    """The approval that the open proposal needs: a new priority may add one, and waive none."""
    if not transitions.undecided_proposal(state):
        return None
    return approval.higher(policy.approver(priority), state.needs)


def _routes(state: CaseState, team: str) -> bool:
    return team != state.team or (state.asked_from or state.stage) is Stage.TRIAGE


def _proposed(policy: Policy, state: CaseState) -> NewEvent:
    needs: Role | None = policy.approver(state.priority or policy.analysis.fallback_priority)
    return _event(EventKind.PROPOSED, version=state.version + 1, needs=needs)


def _event(kind: EventKind, **data: Any) -> NewEvent:
    return NewEvent(
        kind=kind, data={key: value for key, value in data.items() if value is not None}
    )
