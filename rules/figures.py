"""What came of cases under a policy: targets met and missed, who was told, what was to approve."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.calendar import calendar_of
from rules.clocks import clocks
from rules.fold import unfolded
from rules.notices import TELLING, notices
from schemas.enums import ClockKind, ClockState, EventKind, Priority
from schemas.events import NOT_STAFF, Event
from schemas.notices import Notice
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.views import Clock

_APPROVALS = frozenset({EventKind.APPROVED, EventKind.REJECTED})
_OF_CLOCKS = frozenset({EventKind.WARNED, EventKind.MISSED, EventKind.ESCALATED})
_STATES = (ClockState.MET, ClockState.MISSED)


@dataclass
class Figures:
    """Counts that can be added up.

    `targets` counts clocks by (kind, priority, met or missed); `told` how often each level of the
    escalation is told, by its place in the policy; `approvals` the levels that somebody had to
    approve; `mails` those to customers; `work` what staff did, by team and local day. `notices` is
    what staff were told, where that is known.
    """

    cases: int = 0
    targets: Counter[tuple[ClockKind, Priority, ClockState]] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)
    approvals: int = 0
    mails: int = 0
    work: Counter[tuple[str, date]] = field(default_factory=Counter)
    notices: list[Notice] = field(default_factory=list)

    def __iadd__(self, other: "Figures") -> "Figures":
        self.cases += other.cases
        self.targets += other.targets
        self.told += other.told
        self.approvals += other.approvals
        self.mails += other.mails
        self.work += other.work
        self.notices += other.notices
        return self


def figures(
    events: Sequence[Event],
    policy: Policy,
    now: datetime,
    states: Sequence[CaseState] | None = None,
    *,
    lived: bool = True,
) -> Figures:
    """The figures of one case under a policy, as they are at `now` (UTC).

    `lived` is whether the case was under this policy, so that its events say who was told; if not,
    that is reckoned from its clocks. `states` are those after each event, for whoever has them.
    """
    known, found = states or tuple(unfolded(events)), Figures(cases=1)
    priority = known[-1].priority or policy.analysis.fallback_priority
    for clock in clocks(events, policy, now, known):
        if clock.kind is ClockKind.CONFIRM:
            continue  # the customer's time is no promise of ours
        if clock.state in _STATES:
            found.targets[clock.kind, priority, clock.state] += 1
        if not lived:
            found.told.update(_levels(clock, policy, now))
    if lived:
        _count_telling(found, events, known, policy)
    found.approvals = sum(map(_is_approval, events, [None, *known]))
    found.work.update(_work(events, known, ZoneInfo(policy.zone)))
    return found


def _is_approval(event: Event, before: CaseState | None) -> bool:
    """Whether somebody had to approve; without a level, it was the one that there was once."""
    if event.kind is EventKind.APPROVAL_ASKED:
        return not event.data.get("again")
    return event.kind in _APPROVALS and before is not None and before.asked is None


def _count_telling(
    found: Figures, events: Sequence[Event], states: Sequence[CaseState], policy: Policy
) -> None:
    for event, state in zip(events, states, strict=True):
        if event.kind in _OF_CLOCKS:
            found.told.update(_told(event, policy))
        if event.kind in TELLING:
            found.notices += notices(event, state, policy, ())
        found.mails += event.kind is EventKind.MAILED and event.of_customers_mail


def _told(event: Event, policy: Policy) -> Iterator[int]:
    """The levels that hear of an event of a clock."""
    for n, level in enumerate(policy.escalation):
        match event.kind:
            case EventKind.WARNED:
                hears = level.at == event.data["share"]
            case EventKind.MISSED:
                hears = level.at is not None and level.at >= 1
            case _:
                hears = n == event.data["level"]
        if hears or n in event.data.get("passed", ()):
            yield n


def _levels(clock: Clock, policy: Policy, now: datetime) -> Iterator[int]:
    """The levels that hear of a clock, as long as it runs."""
    calendar = calendar_of(policy.resolved[clock.calendar])
    ended, shares = clock.ended_at or now, calendar.share
    missed = clock.due_at < ended
    pauses = [(stay.since, stay.until or now) for stay in clock.pauses]
    for n, level in enumerate(policy.escalation):
        if level.after:
            hears = missed and calendar.due(clock.due_at, level.after, pauses) < ended
        else:
            least = level.at or 1
            hears = missed or (
                least < 1 and shares(clock.started_at, clock.target, least, pauses) < ended
            )
        if hears:
            yield n


def _work(
    events: Sequence[Event], states: Sequence[CaseState], zone: ZoneInfo
) -> Iterator[tuple[str, date]]:
    for event, state in zip(events, states, strict=True):
        if event.by not in NOT_STAFF and state.team:
            yield state.team, event.at.astimezone(zone).date()
