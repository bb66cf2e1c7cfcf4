"""What follows from an analysis: a team, a person who decides what is unsure, or set aside."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rules import emergency, steps, tasks
from rules.fold import applied
from schemas.analysis import Analysis
from schemas.enums import Aspect, EventKind
from schemas.events import NewEvent
from schemas.policy import Policy
from schemas.state import CaseState

_DIGITS = 3


def analyzed(
    policy: Policy, state: CaseState, answer: Analysis, text: str, at: datetime
) -> list[NewEvent]:
    """The events by which a case is analyzed. What was given at submission is kept and counts as
    certain; `text` is the customer's."""
    category = state.category or _category(policy, state, answer)
    unsure = [*_unsure(policy, state, answer)]
    first = _event(policy, state, answer, category, unsure)
    known = applied(state, steps.placed(first, state, at))
    urgent = emergency.at_receipt(policy, known, text)
    if _is_aside(policy, answer) and not urgent:
        return [
            first,
            NewEvent(kind=EventKind.SET_ASIDE, data={"score": _short(answer.spam_score)}),
        ]
    if unsure:
        return [first, *urgent]
    routed = NewEvent(kind=EventKind.ROUTED, data={"team": first.data["team"]})
    return [first, routed, *tasks.usual(policy, known), *urgent]


def _event(
    policy: Policy, state: CaseState, answer: Analysis, category: str, unsure: list[Aspect]
) -> NewEvent:
    told: dict[str, Any] = {
        "category": category,
        "priority": state.priority or answer.priority,
        "sentiment": answer.sentiment,
        "confidence": _short(answer.confidence),
        "certain": not unsure,
        "team": policy.team_of(category),
        "unsure": [each.value for each in unsure] or None,
        "language": answer.language,
        "subcategory": answer.subcategory if category == answer.category else None,
        "module": answer.module,
        "score": _short(answer.score),
        "spam": answer.spam,
        "spam_score": _short(answer.spam_score),
        "missing": list(answer.missing) or None,
        "disputed": [each.value for each in answer.disputed] or None,
        "confidences": {k.value: _short(v) for k, v in answer.confidences.items()} or None,
        "model": answer.model,
    }
    data = {name: value for name, value in told.items() if value is not None}
    return NewEvent(kind=EventKind.ANALYZED, data=data)


def _unsure(policy: Policy, state: CaseState, answer: Analysis) -> Iterator[Aspect]:
    """What a person has to decide before the case goes on."""
    below, doubtful = policy.analysis.triage_below, _doubtful(policy, answer)
    if state.category is None and (answer.confidence < below or Aspect.CATEGORY in doubtful):
        yield Aspect.CATEGORY
    urgency = answer.confidences.get(Aspect.PRIORITY, answer.confidence)
    pressing = state.category is not None and urgency < below
    if state.priority is None and (pressing or Aspect.PRIORITY in doubtful):
        yield Aspect.PRIORITY
    suspect = answer.spam and not _is_aside(policy, answer)
    if suspect or Aspect.SPAM in doubtful:
        yield Aspect.SPAM


def _doubtful(policy: Policy, answer: Analysis) -> set[str]:
    """What two opinions differ on and the policy leaves to a person."""
    second = policy.analysis.second
    wanted = {each.value for each in second.triage_on} if second else set[str]()
    return {each.value for each in answer.disputed} & wanted


def _is_aside(policy: Policy, answer: Analysis) -> bool:
    sure = answer.spam_score >= policy.analysis.set_aside_above
    return answer.spam and sure and Aspect.SPAM not in answer.disputed


def _category(policy: Policy, state: CaseState, answer: Analysis) -> str:
    """What the text says; where it says nothing, what is usual in its channel."""
    channel = policy.channels.get(state.channel)
    usual = channel.default_category if channel else None
    told = any(reason.aspect is Aspect.CATEGORY for reason in answer.reasons)
    return answer.category if told or usual is None else usual


def _short(number: float) -> float:
    return round(number, _DIGITS)
