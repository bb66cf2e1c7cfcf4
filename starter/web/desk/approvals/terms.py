"""What a proposal says besides its words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from activities.letters.dates import stamp
from schemas import words as business
from schemas.enums import Locale, Priority, SolutionKind
from schemas.policy import Policy

_PLAIN = ("roadmap", "value", "feasibility")


def terms(
    data: Mapping[str, Any], policy: Policy, locale: Locale, *, short: bool = False
) -> Iterator[tuple[str, str]]:
    """The terms as an event or a state holds them: the name of each, which is the key of its word,
    and what it is. `short`: only what kind it is, and what it is worth."""
    if kind := data.get("solution"):
        yield "solution", business.solution(SolutionKind(kind), locale)
    if remedy := data.get("remedy"):
        known = policy.remedies.kinds.get(remedy)
        yield "remedy", known.in_(locale) if known else remedy
    if amount := data.get("amount"):
        yield "amount", f"{policy.remedies.currency} {amount}"
    if not short:
        yield from _more(data, policy, locale)


def _more(data: Mapping[str, Any], policy: Policy, locale: Locale) -> Iterator[tuple[str, str]]:
    if fix_by := data.get("fix_by"):
        yield "fix_by", stamp(datetime.fromisoformat(fix_by), locale, policy.zone)
    if data.get("hotfix"):
        yield "hotfix", "\u2713"
    yield from ((name, str(data[name])) for name in _PLAIN if data.get(name))
    if priority := data.get("roadmap_priority"):
        yield "roadmap_priority", business.priority(Priority(priority), locale)
