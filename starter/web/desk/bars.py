"""The bar of a case's most urgent clock: how much of its time is gone, and what stands still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.clocks import going
from rules.spending import Spent, spent
from schemas.enums import ClockKind, ClockState, Locale
from schemas.events import Event
from schemas.policy import Policy
from schemas.views import Clock
from schemas.words import CLOCKS
from starter.web.desk import moments
from starter.web.desk.words.frame import WORDS

_OPEN = (ClockState.RUNNING, ClockState.PAUSED, ClockState.MISSED)


@dataclass(frozen=True)
class Bar:
    """`state` is running, near, paused, closed (out of hours) or missed; `part` is what is gone of
    the time, from 0 to 100; `said` says it in words."""

    state: str
    part: int
    said: str
    due_at: datetime


def bar(events: Sequence[Event], policy: Policy, now: datetime, locale: Locale) -> Bar | None:
    """The bar of a case; none if nothing is promised now, or the record has lost its events: one
    such case must not take the whole list from everybody."""
    found = pressing(going(events, policy, now)) if events else None
    return drawn(found, policy, now, locale) if found else None


def pressing(known: Sequence[Clock]) -> Clock | None:
    """The clock that is due first of those that people have to meet and that are not ended."""
    mine = [c for c in known if c.kind is not ClockKind.ACKNOWLEDGE and c.state in _OPEN]
    return min((c for c in mine if c.ended_at is None), key=lambda c: c.due_at, default=None)


def drawn(clock: Clock, policy: Policy, now: datetime, locale: Locale) -> Bar:
    """The bar of a clock."""
    why = spent(clock, policy, now)
    state = _state(clock, why, now)
    part = 100 if state == "missed" else _part(why)
    name = CLOCKS[clock.kind].in_(locale)
    form = WORDS[locale][f"bar_{'running' if state == 'near' else state}"]
    left, late = moments.span(why.remaining, locale), moments.span(why.late, locale)
    return Bar(state, part, form.format(clock=name, left=left, late=late), clock.due_at)


def _state(clock: Clock, why: Spent, now: datetime) -> str:
    if clock.state is not ClockState.RUNNING:
        return clock.state.value
    if not why.passes:
        return "closed"
    return "near" if now >= clock.warn_at else "running"


def _part(why: Spent) -> int:
    whole = max(why.elapsed + why.remaining, timedelta(seconds=1))
    return min(100, max(0, round(100 * why.elapsed / whole)))
