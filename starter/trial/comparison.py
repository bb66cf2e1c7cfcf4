"""Two sets of figures side by side, as data."""

from collections.abc import Iterator
from typing import Any

from rules.figures import Figures
from schemas.durations import written
from schemas.enums import ClockKind, ClockState, Priority
from schemas.policy import Policy
from schemas.promises import Escalation

Json = dict[str, Any]


def compared(before: Figures, after: Figures, was: Policy, would_be: Policy) -> Json:
    """What differs, and what does not, in stable names."""
    return {
        "cases": after.cases,
        "policies": {"before": was.name, "after": would_be.name},
        "targets": list(_targets(before, after)),
        "escalations": {"before": _told(before, was), "after": _told(after, would_be)},
        "approvals": {"before": before.approvals, "after": after.approvals},
        "work": list(_work(before, after)),
    }


def _targets(before: Figures, after: Figures) -> Iterator[Json]:
    for kind in ClockKind:
        for priority in Priority:
            was, would_be = (_counts(each, kind, priority) for each in (before, after))
            if any((*was.values(), *would_be.values())):
                yield {"kind": kind, "priority": priority, "before": was, "after": would_be}


def _counts(found: Figures, kind: ClockKind, priority: Priority) -> dict[str, int]:
    states = (ClockState.MET, ClockState.MISSED)
    return {state.value: found.targets[kind, priority, state] for state in states}


def _told(found: Figures, policy: Policy) -> list[Json]:
    levels = enumerate(policy.escalation)
    return [{"level": level(each), "tell": each.tell, "times": found.told[n]} for n, each in levels]


def level(each: Escalation) -> str:
    """A level of the escalation as a policy writes it."""
    return f"{each.at:.0%}" if each.at else f"+ {written(each.after)}" if each.after else ""


def _work(before: Figures, after: Figures) -> Iterator[Json]:
    for team, day in sorted({*before.work, *after.work}):
        counts = {"before": before.work[team, day], "after": after.work[team, day]}
        yield {"team": team, "date": day.isoformat(), **counts}
