"""Where a case stands at an instant: its folded state, completed by clocks, alarms and mails."""

from collections.abc import Sequence
from datetime import datetime

from rules.alarms import alarms
from rules.clocks import clocks
from rules.teams import is_confidential
from schemas.enums import ClockKind, ClockState
from schemas.events import Event
from schemas.policy import Policy
from schemas.state import CaseState, MailRef

# The acknowledgement goes out by itself, at once: nobody has to look out for when it is due.
_PEOPLES = frozenset(ClockKind) - {ClockKind.ACKNOWLEDGE}
# A customer's silence breaks no promise of ours; a level of approval and a task that are late are
# a matter among ourselves: they escalate, and are no breach as long as the customer's time is kept.
_PROMISES = frozenset(ClockKind) - {ClockKind.CONFIRM, ClockKind.APPROVE, ClockKind.TASK}


def standing(
    state: CaseState,
    events: Sequence[Event],
    policy: Policy,
    unsent: Sequence[MailRef],
    now: datetime,
) -> CaseState:
    """The complete state of a case at `now` (UTC), where `state` is the fold of its events."""
    all_clocks = clocks(events, policy, now)
    present = [c for c in all_clocks if c.cycle == state.cycle]
    running = [c.due_at for c in present if c.state is ClockState.RUNNING and c.kind in _PEOPLES]
    missed = [c for c in present if c.state is ClockState.MISSED]
    due = {clock.n: clock.due_at for clock in all_clocks if clock.kind is ClockKind.TASK}
    coming = alarms(events, all_clocks, state, policy)
    return state.model_copy(
        update={
            "unsent": tuple(unsent),
            "tasks": tuple(
                task.model_copy(update={"due": due.get(task.n)}) for task in state.tasks
            ),
            "alarm_at": coming[0].at if coming else None,
            "due_at": min(running, default=None),
            "confidential": is_confidential(policy, state),
            "consult": _consult(state, policy),
            "breached": any(c.kind in _PROMISES for c in missed),
        }
    )


def _consult(state: CaseState, policy: Policy) -> int:
    """Until it is analyzed, for how many seconds a case waits for a second opinion."""
    second = policy.analysis.second
    return second.seconds if second and state.team is None and not state.ended else 0
