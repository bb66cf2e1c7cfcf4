"""Whether a running case can go on under another policy, and what that does to its deadlines."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from rules.clocks import clocks
from schemas.enums import ClockKind, ClockState
from schemas.events import Event
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.views import Clock
from schemas.words import Said

_OPEN = (ClockState.RUNNING, ClockState.PAUSED)

_NO_TEAM = Said(
    "没有任务 {task} 的小组 {team}", "there is no team {team}, which has the task {task}"
)


class Shift(NamedTuple):
    """When a clock is due before and after, in UTC; none where nothing is promised. `missed`:
    the case would have missed it already."""

    kind: ClockKind
    cycle: int
    n: int
    before: datetime | None
    after: datetime | None
    missed: bool


def unfit(state: CaseState, policy: Policy) -> tuple[Said, ...]:
    """What a policy does not know of a case; a case can move only if it knows everything."""
    return tuple(_unknown(state, policy))


def shifts(
    events: Sequence[Event], before: Policy, after: Policy, now: datetime
) -> tuple[Shift, ...]:
    """The clocks that still run, or would, and are due at another time under another policy."""
    old = {each.key: each for each in clocks(events, before, now)}
    new = {each.key: each for each in clocks(events, after, now)}
    found = (_shift(old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))
    return tuple(each for each in found if each)


def _unknown(state: CaseState, policy: Policy) -> Iterator[Said]:
    named = (
        (Said("分类", "category"), state.category, policy.categories),
        (Said("小组", "team"), state.team, policy.teams),
        (Said("渠道", "channel"), state.channel, policy.channels),
        (Said("客户等级", "customer tier"), state.tier, policy.tiers),
    )
    for what, value, known in named:
        if value and value not in known:
            yield Said(f"没有{what.zh} {value}", f"there is no {what.en} {value}")
    for task in state.tasks:
        if task.team not in policy.teams:
            yield _NO_TEAM.filled(task=task.id, team=task.team)
    team = policy.teams.get(state.team or "")
    if state.owner and team and team.role_of(state.owner) is None:
        yield Said(
            f"负责人 {state.owner} 不在小组 {state.team} 里",
            f"the owner {state.owner} is not in the team {state.team}",
        )


def _shift(old: Clock | None, new: Clock | None) -> Shift | None:
    clock = old or new
    if clock is None or not any(each and each.state in _OPEN for each in (old, new)):
        return None
    before, after = old.due_at if old else None, new.due_at if new else None
    if before == after:
        return None
    missed = new is not None and new.state is ClockState.MISSED
    return Shift(clock.kind, clock.cycle, clock.n, before, after, missed)
