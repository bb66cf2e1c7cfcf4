"""What came of cases under a policy: targets met and missed, who was told, who had to approve."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.calendar import calendar_of
from rules.clocks import clocks
from rules.fold import unfolded
from schemas.enums import ClockKind, ClockState, EventKind, Priority
from schemas.events import NOT_STAFF, Event
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.views import Clock

_APPROVALS = frozenset({EventKind.APPROVED, EventKind.REJECTED})
_STATES = (ClockState.MET, ClockState.MISSED)


@dataclass
class Figures:
    """Counts that can be added up.

    `targets` counts clocks by (kind, priority, met or missed); `told` how often each level of the
    escalation is reached, by its place in the policy; `work` what staff did, by team and local day.
    """

    cases: int = 0
    targets: Counter[tuple[ClockKind, Priority, ClockState]] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)
    approvals: int = 0
    work: Counter[tuple[str, date]] = field(default_factory=Counter)

    def __iadd__(self, other: "Figures") -> "Figures":
        self.cases += other.cases
        self.targets += other.targets
        self.told += other.told
        self.approvals += other.approvals
        self.work += other.work
        return self


def figures(
    events: Sequence[Event],
    policy: Policy,
    now: datetime,
    states: Sequence[CaseState] | None = None,
) -> Figures:
    """The figures of one case under a policy, as they are at `now` (UTC).

    `states` are those after each event, for whoever has them.
    """
    known, found = states or tuple(unfolded(events)), Figures(cases=1)
    priority = known[-1].priority or policy.analysis.fallback_priority
    for clock in clocks(events, policy, now, known):
        if clock.kind is ClockKind.CONFIRM:
            continue  # the customer's time is no promise of ours
        if clock.state in _STATES:
            found.targets[clock.kind, priority, clock.state] += 1
        found.told.update(_levels(clock, policy, now))
    found.approvals = sum(event.kind in _APPROVALS for event in events)
    found.work.update(_work(events, known, ZoneInfo(policy.zone)))
    return found


def _levels(clock: Clock, policy: Policy, now: datetime) -> Iterator[int]:
    """The levels that hear of a clock, as long as it runs; every one, as if no two at once."""
    calendar = calendar_of(policy.resolved[clock.calendar])
    pauses = [(stay.since, stay.until or now) for stay in clock.pauses]
    ended = clock.ended_at or now
    for n, level in enumerate(policy.escalation):
        if level.at:
            at = calendar.share(clock.started_at, clock.target, level.at, pauses)
        elif level.after and clock.due_at < ended:
            at = calendar.due(clock.due_at, level.after, pauses)
        else:
            continue
        if at < ended:
            yield n


def _work(
    events: Sequence[Event], states: Sequence[CaseState], zone: ZoneInfo
) -> Iterator[tuple[str, date]]:
    for event, state in zip(events, states, strict=True):
        if event.by not in NOT_STAFF and state.team:
            yield state.team, event.at.astimezone(zone).date()
