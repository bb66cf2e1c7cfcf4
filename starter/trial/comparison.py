"""Two sets of figures side by side, as data."""

from collections.abc import Iterator
from typing import Any

from rules.figures import Figures
from rules.telling import digests
from schemas.durations import written
from schemas.enums import ClockKind, ClockState, Priority
from schemas.notices import Way
from schemas.policy import Policy
from schemas.promises import Escalation

Json = dict[str, Any]


def compared(
    before: Figures, after: Figures, was: Policy, would_be: Policy, *, lived: bool
) -> Json:
    """What differs, and what does not, in stable names.

    Where nothing was lived anew, what people would do instead is not known, and is none.
    """
    return {
        "cases": after.cases,
        "policies": {"before": was.name, "after": would_be.name},
        "targets": list(_targets(before, after)),
        "escalations": {"before": _told(before, was), "after": _told(after, would_be)},
        "mails": {"before": _mails(before, was), "after": _mails(after, would_be)}
        if lived
        else None,
        "approvals": {"before": before.approvals, "after": after.approvals if lived else None},
        "work": list(_work(before, after, lived=lived)),
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


def _mails(found: Figures, policy: Policy) -> dict[str, int]:
    told = digests(found.notices, policy)
    return {"customers": found.mails, "staff": told[Way.MAIL], "chats": told[Way.CHAT]}


def level(each: Escalation) -> str:
    """A level of the escalation as a policy writes it."""
    return f"{each.at:.0%}" if each.at else f"+ {written(each.after)}" if each.after else ""


def _work(before: Figures, after: Figures, *, lived: bool) -> Iterator[Json]:
    for team, day in sorted({*before.work, *after.work}):
        would_be = after.work[team, day] if lived else None
        counts = {"before": before.work[team, day], "after": would_be}
        yield {"team": team, "date": day.isoformat(), **counts}
