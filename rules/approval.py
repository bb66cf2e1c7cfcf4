"""Who may decide what: roles in the case's team, and four eyes on a proposal."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rules import tasks
from rules.approvers import Present, principal
from rules.teams import RANK, team_of
from schemas.absences import Absence
from schemas.enums import DecisionKind, Outcome, Refusal, Role, SolutionKind
from schemas.events import CUSTOMER
from schemas.messages import Choice
from schemas.policy import Category, Policy
from schemas.state import CaseState

_CUSTOMER_MAY = frozenset({DecisionKind.REPLY, DecisionKind.CONFIRM})
_DECIDES_PROPOSAL = frozenset({DecisionKind.APPROVE, DecisionKind.REJECT})
_URGENT = frozenset({DecisionKind.EMERGENCY, DecisionKind.CALM})
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def refusal(
    policy: Policy,
    state: CaseState,
    kind: DecisionKind,
    by: str,
    choice: Choice,
    absences: Sequence[Absence] = (),
    at: datetime = LONG_AGO,
) -> Refusal | None:
    """Why this person may not decide this, or not so; none if he or she may.

    `at` is the instant whose absences count.
    """
    if by == CUSTOMER:
        return None if kind in _CUSTOMER_MAY else Refusal.ROLE_TOO_LOW
    if kind in _DECIDES_PROPOSAL and state.asked:
        return _no_voice(Present(policy, state, absences, at), by)
    if kind in tasks.KINDS:
        return tasks.not_allowed(policy, state, kind, by, choice)
    role = team_of(policy, state).role_of(by)
    if role is None:
        return Refusal.UNKNOWN_PERSON
    if RANK[role] < RANK[_needed(state, kind, by)]:
        return Refusal.ROLE_TOO_LOW
    if kind is DecisionKind.APPROVE and by == state.proposer:
        return Refusal.OWN_PROPOSAL
    if kind is DecisionKind.DECLINE and _is_approved_first(policy):
        return Refusal.PROPOSE_FIRST
    return None if _named_exist(policy, state, choice) else Refusal.UNKNOWN_VALUE


def _no_voice(there: Present, by: str) -> Refusal | None:
    """Why a person may say neither yes nor no at the open level."""
    asked = there.state.asked
    if by == there.state.proposer:
        return Refusal.OWN_PROPOSAL
    if principal(there, by):
        return None
    if asked and by in (*asked.spoke, *asked.yes, *asked.no):
        return Refusal.ALREADY_DECIDED
    if by not in there.policy.staff:
        return Refusal.UNKNOWN_PERSON
    role, needs = there.team.role_of(by), there.state.needs
    return (
        Refusal.ROLE_TOO_LOW if role and needs and RANK[role] < RANK[needs] else Refusal.NOT_ASKED
    )


def _is_approved_first(policy: Policy) -> bool:
    """Whether a rule wants to see what is declined before it is."""
    return any(SolutionKind.DECLINE in rule.when.kind for rule in policy.approvals)


def _needed(state: CaseState, kind: DecisionKind, by: str) -> Role:
    if kind in _DECIDES_PROPOSAL:
        return state.needs or Role.LEAD
    if kind in _URGENT:
        return Role.AGENT if by == state.owner else Role.LEAD
    undoes = state.outcome is Outcome.DUPLICATE  # what an agent may do, an agent may take back
    return Role.LEAD if kind is DecisionKind.REOPEN and not undoes else Role.AGENT


def _named_exist(policy: Policy, state: CaseState, choice: Choice) -> bool:
    category = policy.categories.get(choice.category or state.category or "")
    team = policy.teams.get(choice.team) if choice.team else team_of(policy, state)
    return (
        team is not None
        and (choice.category is None or choice.category in policy.categories)
        and (choice.to is None or team.role_of(choice.to) is not None)
        and (choice.subcategory is None or _has(category, choice.subcategory))
        and (choice.module is None or choice.module in policy.analysis.modules)
    )


def _has(category: Category | None, subcategory: str) -> bool:
    return category is not None and subcategory in category.subcategories
