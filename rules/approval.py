"""Who may decide what: roles in the case's team, and four eyes on a proposal."""

from schemas.enums import DecisionKind, Refusal, Role
from schemas.events import CUSTOMER
from schemas.messages import Choice
from schemas.people import Team
from schemas.policy import Policy
from schemas.state import CaseState

_RANK = {role: rank for rank, role in enumerate(Role)}
_CUSTOMER_MAY = frozenset({DecisionKind.REPLY, DecisionKind.CONFIRM})
_DECIDES_PROPOSAL = frozenset({DecisionKind.APPROVE, DecisionKind.REJECT})


def refusal(
    policy: Policy, state: CaseState, kind: DecisionKind, by: str, choice: Choice
) -> Refusal | None:
    """Why this person may not decide this, or not so; none if he or she may."""
    if by == CUSTOMER:
        return None if kind in _CUSTOMER_MAY else Refusal.ROLE_TOO_LOW
    role = team_of(policy, state).role_of(by)
    if role is None:
        return Refusal.UNKNOWN_PERSON
    if _RANK[role] < _RANK[_needed(state, kind)]:
        return Refusal.ROLE_TOO_LOW
    if kind is DecisionKind.APPROVE and by == state.proposer:
        return Refusal.OWN_PROPOSAL
    return None if _named_exist(policy, state, choice) else Refusal.UNKNOWN_VALUE


def higher(one: Role | None, other: Role | None) -> Role | None:
    """The one that outranks the other; none is below all."""
    return max((role for role in (one, other) if role), key=_RANK.__getitem__, default=None)


def team_of(policy: Policy, state: CaseState) -> Team:
    """The team that a case is with, or will be with once it is analyzed."""
    key = state.team if state.team in policy.teams else policy.team_of(state.category)
    return policy.teams[key]


def _needed(state: CaseState, kind: DecisionKind) -> Role:
    if kind in _DECIDES_PROPOSAL:
        return state.needs or Role.LEAD
    return Role.LEAD if kind is DecisionKind.REOPEN else Role.AGENT


def _named_exist(policy: Policy, state: CaseState, choice: Choice) -> bool:
    team = policy.teams.get(choice.team) if choice.team else team_of(policy, state)
    return (
        team is not None
        and (choice.category is None or choice.category in policy.categories)
        and (choice.to is None or team.role_of(choice.to) is not None)
    )
