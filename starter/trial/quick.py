"""A quick trial of a policy on the cases of the record, as data."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from rules.figures import Figures
from schemas.policy import Policy
from starter.trial.comparison import compared
from starter.trial.folding import Range, folded
from starter.trial.trial import Tried
from store import policies


def quick(
    url: str, within: Range, texts: tuple[str, str], now: datetime, step: Callable[[int], None]
) -> dict[str, Any]:
    """The figures of the cases received within [since, until) as they were, under their own
    policies, and under another. `texts` are the policy in force, for its name and levels, and the
    one that is tried; `step` hears how many more cases are done.
    """
    began = time.monotonic()
    was, would_be = folded(url, within, texts[1], now, step)
    before, after = map(policies.resolved, texts)
    found = side_by_side(was, before, Tried(after, would_be), lived=False)
    return {**found, "seconds": round(time.monotonic() - began, 1)}


def side_by_side(
    was: Figures, before: Policy, tried: Tried, *, lived: bool = True
) -> dict[str, Any]:
    """What came of a trial, with what could not be tried."""
    found = compared(was, tried.figures, before, tried.policy, lived=lived)
    left_out = {kind.value: count for kind, count in tried.left_out.items()}
    not_taken = {"before": {}, "after": dict(tried.not_taken)}
    return {**found, "left_out": left_out, "not_taken": not_taken}
