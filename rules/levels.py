"""Which levels of approval a proposal has to go through, and what is settled without any."""

from collections.abc import Iterable
from decimal import Decimal

from rules.teams import RANK, team_of
from schemas.enums import Priority, Role
from schemas.levels import Level
from schemas.policy import Policy
from schemas.proposals import Terms
from schemas.state import CaseState

_BESIDES = RANK[Role.LEAD] + 0.5
"""Teams and named people are asked after the leads and before the managers."""


def plan(
    policy: Policy, state: CaseState, terms: Terms, proposer: str, priority: Priority
) -> tuple[Level, ...]:
    """The levels of every rule that fits, each asked once: leads, then others, then managers.

    A standard solution needs none.
    """
    if terms.standard:
        return ()
    facts = (priority, state.category, state.team, terms)
    ruled = (level for rule in policy.approvals if rule.when.holds(*facts) for level in rule.levels)
    return merged([*ruled, *_beyond_authority(policy, state, terms, proposer)])


def merged(levels: Iterable[Level]) -> tuple[Level, ...]:
    """The levels in the order of those who are asked. Of two that ask the same people the one
    that needs more stays, in the place of the first."""
    found: dict[object, Level] = {}
    for level in levels:
        known = found.get(level.who)
        found[level.who] = max(known, level, key=_strictness) if known else level
    return tuple(sorted(found.values(), key=_place))


def limit(policy: Policy, role: Role, remedy: str) -> Decimal | None:
    """Up to which amount a role gives a remedy without asking; none if there is no limit.

    A lead or a manager of whom the policy says nothing at all has no limit, an agent may nothing.
    """
    if not policy.authority or (role not in policy.authority and role is not Role.AGENT):
        return None
    return policy.authority.get(role, {}).get(remedy, Decimal(0))


def within_authority(policy: Policy, role: Role, terms: Terms) -> bool:
    """Whether a role may give what is proposed without asking anybody."""
    if terms.remedy is None or terms.amount is None:
        return True
    most = limit(policy, role, terms.remedy)
    return most is None or terms.amount <= most


def _beyond_authority(
    policy: Policy, state: CaseState, terms: Terms, proposer: str
) -> Iterable[Level]:
    """The next role up, and the next after it, until one has the authority."""
    role = team_of(policy, state).role_of(proposer) or Role.AGENT
    higher = [each for each in Role if RANK[each] > RANK[role]]
    if within_authority(policy, role, terms):
        return
    for each in higher or [Role.MANAGER]:
        yield Level(who=each.value)
        if within_authority(policy, each, terms):
            return


def _place(level: Level) -> float:
    return RANK[level.role] if level.role else _BESIDES


def _strictness(level: Level) -> float:
    if level.need == "all":
        return float("inf")
    return 1 if level.need == "any" else level.need
