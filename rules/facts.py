"""What conditions of a policy ask of a case."""

from schemas.policy import Policy
from schemas.promises import Facts
from schemas.state import CaseState


def facts(policy: Policy, state: CaseState) -> Facts:
    """The facts of a case that stands so."""
    return Facts(
        priority=state.priority or policy.analysis.fallback_priority,
        category=state.category,
        channel=state.channel,
        tier=state.tier,
        team=state.team,
        reopened=state.cycle > 1,
        emergency=state.emergency,
    )
