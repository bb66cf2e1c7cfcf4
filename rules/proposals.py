"""What a decision proposes, and the hash by which exactly this proposal is known."""

import hashlib
import json
from collections.abc import Mapping

from schemas.enums import Refusal, SolutionKind
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.proposals import Terms
from schemas.state import CaseState

_OWN = {
    SolutionKind.REMEDY: {"remedy", "amount"},
    SolutionKind.WORKAROUND: {"fix_by", "hotfix"},
    SolutionKind.FIX: {"fix_by", "hotfix"},
    SolutionKind.ROADMAP: {"value", "feasibility", "priority", "roadmap"},
}
_FIELDS = ("remedy", "amount", "fix_by", "hotfix", "value", "feasibility", "priority", "roadmap")


def terms(choice: Choice) -> Terms:
    """The fields of a proposal, from the decision that makes it."""
    standard = SolutionKind.ANSWER if choice.standard and not choice.solution else None
    return Terms(
        solution=choice.solution or standard,
        remedy=choice.remedy,
        amount=choice.amount,
        fix_by=choice.fix_by,
        hotfix=bool(choice.hotfix),
        value=choice.value,
        feasibility=choice.feasibility,
        roadmap_priority=choice.priority,
        roadmap=choice.roadmap,
        standard=choice.standard,
    )


def digest(texts: Mapping[str, str], proposed: Terms) -> str:
    """The hash of a proposal: of its words and all its fields."""
    fields = proposed.model_dump(mode="json", include=set(Terms.model_fields))
    content = json.dumps([dict(texts), fields], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def refusal(
    policy: Policy, state: CaseState, choice: Choice, texts: Mapping[str, str]
) -> Refusal | None:
    """Why this cannot be proposed; none if it can."""
    own = _OWN.get(choice.solution, set()) if choice.solution else set()
    foreign = [name for name in _FIELDS if getattr(choice, name) is not None and name not in own]
    if choice.standard:
        return _standard(policy, state, choice, bool(foreign or texts))
    if foreign or (texts.get("article") and choice.solution is not SolutionKind.ANSWER):
        return Refusal.INVALID
    if not texts.get("text"):
        return Refusal.TEXT_MISSING
    if choice.solution is SolutionKind.REMEDY:
        return _remedy(policy, choice)
    needs_id = choice.solution is SolutionKind.ROADMAP and choice.roadmap is None
    return Refusal.INVALID if needs_id else None


def _standard(policy: Policy, state: CaseState, choice: Choice, more: bool) -> Refusal | None:
    if more or choice.solution not in (None, SolutionKind.ANSWER):
        return Refusal.INVALID
    found = policy.standard_solutions.get(choice.standard or "")
    if found is None or (found.categories and state.category not in found.categories):
        return Refusal.UNKNOWN_VALUE
    return None


def _remedy(policy: Policy, choice: Choice) -> Refusal | None:
    if choice.remedy is None:
        return Refusal.INVALID
    if choice.remedy not in policy.remedies.kinds:
        return Refusal.UNKNOWN_VALUE
    unsaid = choice.amount is None and _is_limited(policy, choice.remedy)
    return Refusal.AMOUNT_MISSING if unsaid else None


def _is_limited(policy: Policy, remedy: str) -> bool:
    """Whether it makes a difference how much of a remedy is given."""
    above = (rule.when for rule in policy.approvals if rule.when.above is not None)
    return any(remedy in limits for limits in policy.authority.values()) or any(
        remedy in when.remedy for when in above
    )
