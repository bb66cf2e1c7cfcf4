"""The team that a case is with, and how its roles rank."""

from schemas.enums import Role
from schemas.people import Team
from schemas.policy import Policy
from schemas.state import CaseState

RANK = {role: rank for rank, role in enumerate(Role)}
"""The higher, the more a role may."""


def team_of(policy: Policy, state: CaseState) -> Team:
    """The team that a case is with, or will be with once it is analyzed."""
    key = state.team if state.team in policy.teams else policy.team_of(state.category)
    return policy.teams[key]


def is_confidential(policy: Policy, state: CaseState) -> bool:
    """Whether a policy keeps such a case from those of its team whom it does not concern."""
    category = policy.categories.get(state.category or "")
    return team_of(policy, state).confidential or bool(category and category.confidential)
