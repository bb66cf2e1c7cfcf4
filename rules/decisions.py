"""What a decision becomes: the events that carry it out, or the reason why it is refused."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rules import approval, levels, proposals, steps, tasks, transitions, voices
from rules.afterwards import is_low
from rules.approvers import Present, principal
from rules.fold import applied, fold
from rules.teams import RANK, team_of
from schemas.absences import Absence
from schemas.enums import DecisionKind, EventKind, Priority, Refusal, Role, SolutionKind, Stage
from schemas.events import SYSTEM, Event, NewEvent
from schemas.levels import Level
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.proposals import Terms
from schemas.sources import machine
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
    DecisionKind.EMERGENCY: "reason",
    DecisionKind.CALM: "reason",
    DecisionKind.TASK: "text",
    DecisionKind.DONE: "text",
    DecisionKind.DROP: "reason",
}
"""The words that a decision needs. A reason may also be given as a code, and a standard solution
has words of its own."""

_FOUND_OUT = {"subcategory", "reproduced", "scope", "module", "sentiment", "spam"}
_JUDGED = ("category", "subcategory", "module", "priority", "sentiment", "spam")
"""What a person judges otherwise than the machine did, or as it did."""
_BESIDE = frozenset({"module", "sentiment", "spam"})
"""What does not say by itself where a case is to go."""

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
    DecisionKind.DUPLICATE: EventKind.DUPLICATED,
    DecisionKind.WITHDRAW: EventKind.WITHDRAWN,
    DecisionKind.CALM: EventKind.CALMED,
}


def refusal(
    policy: Policy,
    state: CaseState,
    decision: Decision,
    absences: Sequence[Absence] = (),
    at: datetime = approval.LONG_AGO,
) -> Refusal | None:
    """Why a decision cannot be carried out on a case that stands so; none if it can.

    `at` is the instant whose absences count.
    """
    kind, choice = decision.kind, decision.choice
    if decision.cycle is not None and decision.cycle != state.cycle:
        return Refusal.OTHER_CYCLE
    return (
        transitions.refusal(state, kind, choice)
        or approval.refusal(policy, state, kind, decision.by, choice, absences, at)
        or _by_one_machine(state, decision)
        or _incomplete(policy, state, decision, at)
    )


def events(
    policy: Policy,
    state: CaseState,
    decision: Decision,
    absences: Sequence[Absence] = (),
    at: datetime = approval.LONG_AGO,
) -> tuple[NewEvent, ...]:
    """The events of a decision that is not refused, and what follows from them by itself. The
    first one carries its request id."""
    there = Present(policy, state, absences, at)
    first, *rest = _drafts(there, decision)
    texts = first.texts or decision.texts
    came = {"shell": decision.shell, "via": decision.via}
    data = {**first.data, **{name: value for name, value in came.items() if value}}
    named = first.model_copy(
        update={"request_id": decision.request_id, "texts": texts, "data": data}
    )
    own = [event.model_copy(update={"by": decision.by}) for event in (named, *rest)]
    return steps.completed(policy, state, own, absences, at)


def projected(
    policy: Policy,
    past: Sequence[Event],
    waiting: Sequence[Decision],
    absences: Sequence[Absence] = (),
) -> CaseState:
    """The state that a case will have once the decisions that wait are carried out."""
    state, at = fold(past), past[-1].at
    for decision in waiting:
        if refusal(policy, state, decision, absences, at) is None:
            for event in events(policy, state, decision, absences, at):
                state = applied(state, steps.placed(event, state, at))
    return state


def _by_one_machine(state: CaseState, decision: Decision) -> Refusal | None:
    """Four eyes are not those of one key, whoever it names."""
    if decision.kind is not DecisionKind.APPROVE or state.proposer is None:
        return None
    proposed = machine(state.proposer, state.proposed_via)
    return Refusal.SAME_KEY if machine(decision.by, decision.via) == proposed else None


def _incomplete(
    policy: Policy, state: CaseState, decision: Decision, at: datetime
) -> Refusal | None:
    choice, field = decision.choice, TEXT_OF.get(decision.kind)
    if decision.kind is DecisionKind.PROPOSE:
        return proposals.refusal(policy, state, choice, decision.texts)
    if field and not decision.texts.get(field) and not (field == "reason" and choice.reason_code):
        return Refusal.TEXT_MISSING
    if decision.kind in tasks.KINDS and tasks.incomplete(policy, state, decision, at):
        return Refusal.INVALID
    if decision.kind is DecisionKind.CONFIRM and choice.solved is None:
        return Refusal.INVALID
    if decision.kind is DecisionKind.ASSIGN and choice.to is None:
        return Refusal.INVALID
    if decision.kind is DecisionKind.DUPLICATE and choice.of in (None, state.case_id):
        return Refusal.INVALID
    return None


def _drafts(there: Present, decision: Decision) -> list[NewEvent]:
    policy, state, choice = there.policy, there.state, decision.choice
    match decision.kind:
        case DecisionKind.TRIAGE:
            return _triaged(policy, state, choice)
        case DecisionKind.PROPOSE:
            return _proposed(policy, state, decision)
        case DecisionKind.CONFIRM if choice.solved and is_low(policy, choice.rating):
            return [_event(EventKind.REOPENED, why="low_rating", rating=choice.rating)]
        case DecisionKind.CONFIRM if choice.solved:
            return [_event(EventKind.CONFIRMED, rating=choice.rating)]
        case DecisionKind.CONFIRM:
            return [_event(EventKind.REOPENED, why="not_solved", rating=choice.rating)]
        case DecisionKind.REOPEN:
            return [_event(EventKind.REOPENED, why="lead", reason_code=choice.reason_code)]
        case DecisionKind.EMERGENCY:
            return [_event(EventKind.EMERGENCY, why="hand", reason_code=choice.reason_code)]
        case DecisionKind.APPROVE | DecisionKind.REJECT:
            return [_voice(there, decision)]
        case kind if kind in tasks.KINDS:
            return tasks.drafts(policy, state, decision)
        case _:
            data = choice.model_dump(mode="json", include={"to", "expect", "reason_code", "of"})
            return [_event(_EVENT[decision.kind], **data)]


def _voice(there: Present, decision: Decision) -> NewEvent:
    """What a yes or a no becomes: a decision on the whole, or one voice at an open level."""
    state, yes = there.state, decision.kind is DecisionKind.APPROVE
    asked, level, proposal = state.asked, steps.level_of(state), state.proposal
    whose = principal(there, decision.by)
    data: dict[str, Any] = {"version": state.version, "reason_code": decision.choice.reason_code}
    if not (asked and level and proposal and whose):
        return _event(_EVENT[decision.kind], **data)
    now = voices.after(asked, whose, decision.by, yes=yes)
    data |= {"hash": proposal.hash, "level": asked.level, "for": whose}
    done = voices.is_yes(now)
    if done and asked.level == len(proposal.levels):
        return _event(EventKind.APPROVED, **data)
    if voices.is_no(now, level):
        return _event(EventKind.REJECTED, **data)
    return _event(EventKind.VOTED, answer="yes" if yes else "no", done=done or None, **data)


def _triaged(policy: Policy, state: CaseState, choice: Choice) -> list[NewEvent]:
    category = choice.category or state.category or policy.analysis.fallback_category
    priority = choice.priority or state.priority or policy.analysis.fallback_priority
    moved = choice.category is not None and choice.category != state.category
    team = choice.team or (policy.team_of(category) if moved or not state.team else state.team)
    if state.aside_from and choice.spam is None:
        choice = choice.model_copy(update={"spam": False})
    triaged = _event(
        EventKind.TRIAGED,
        category=category,
        priority=priority,
        **choice.model_dump(mode="json", include=_FOUND_OUT),
        said=[name for name in _JUDGED if getattr(choice, name) is not None] or None,
        **_still_needed(policy, state, category, team, priority),
    )
    if choice.spam:
        return [triaged, _event(EventKind.SET_ASIDE)]
    back = [_event(EventKind.BROUGHT_BACK)] if state.aside_from else []
    routed = [_event(EventKind.ROUTED, team=team)] if _routes(state, choice, team) else []
    return [triaged, *back, *routed]


def _still_needed(
    policy: Policy, state: CaseState, category: str, team: str, priority: Priority
) -> dict[str, Any]:
    """The approvals that the open proposal needs: what is found out now may add some, and waives
    none. A proposal of the first version of Huiyin needs that of one role."""
    if not transitions.undecided_proposal(state):
        return {}
    will_be = state.model_copy(update={"category": category, "team": team})
    terms, proposer = state.proposal or Terms(), state.proposer or SYSTEM
    added = levels.plan(policy, will_be, terms, proposer, priority)
    if state.proposal is None:
        roles = [role for role in (state.needs, *(level.role for level in added)) if role]
        return {"needs": max(roles, key=RANK.__getitem__, default=None)}
    if terms.standard:
        return {}
    now = levels.merged([*state.proposal.levels, *added])
    return {} if now == state.proposal.levels else {"levels": _dumped(now)}


def _routes(state: CaseState, choice: Choice, team: str) -> bool:
    place = state.aside_from or state.asked_from or state.stage
    waits = place is Stage.ANALYZED or (place is Stage.TRIAGE and _settles(state, choice))
    return team != state.team or waits


def _settles(state: CaseState, choice: Choice) -> bool:
    """Whether a case in triage goes on: the way it goes is said, or what was left open is."""
    named = choice.model_dump(exclude_none=True).keys()
    open_still = {each.value for each in state.unsure} - named
    settled = not open_still and bool(state.unsure or state.aside_from)
    return settled or not named <= _BESIDE or not (named or state.aside_from)


def _proposed(policy: Policy, state: CaseState, decision: Decision) -> list[NewEvent]:
    proposed, texts = proposals.terms(decision.choice), _proposed_texts(policy, state, decision)
    priority = state.priority or policy.analysis.fallback_priority
    plan = levels.plan(policy, state, proposed, decision.by, priority)
    fields = proposed.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    made = _event(
        EventKind.PROPOSED,
        version=state.version + 1,
        hash=proposals.digest(texts, proposed),
        levels=_dumped(plan) or None,
        **fields,
    )
    made = made.model_copy(update={"texts": texts})
    return [made] if plan else [made, *_authorized(policy, state, proposed, decision.by)]


def _proposed_texts(policy: Policy, state: CaseState, decision: Decision) -> dict[str, str]:
    """The words of a proposal; those of a standard solution are the policy's."""
    standard = policy.standard_solutions.get(decision.choice.standard or "")
    if standard is None:
        return decision.texts
    article = {"article": standard.article} if standard.article else {}
    return {"text": standard.text.in_(state.locale), **article}


def _authorized(policy: Policy, state: CaseState, proposed: Terms, by: str) -> Iterator[NewEvent]:
    """By which authority a remedy is given without asking anybody."""
    if proposed.solution is not SolutionKind.REMEDY or not policy.authority:
        return
    role = team_of(policy, state).role_of(by) or Role.AGENT
    most = levels.limit(policy, role, proposed.remedy or "")
    yield _event(
        EventKind.AUTHORIZED,
        version=state.version + 1,
        role=role.value,
        remedy=proposed.remedy,
        amount=None if proposed.amount is None else str(proposed.amount),
        limit=None if most is None else str(most),
        currency=policy.remedies.currency,
    )


def _dumped(plan: Sequence[Level]) -> list[dict[str, Any]]:
    return [level.model_dump(mode="json", exclude_defaults=True) for level in plan]


def _event(kind: EventKind, **data: Any) -> NewEvent:
    return NewEvent(
        kind=kind, data={key: value for key, value in data.items() if value is not None}
    )
