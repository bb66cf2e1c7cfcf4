"""Periodic work: Temporal Schedules, made or brought up to date by every worker that starts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleSpec,
    ScheduleUpdate,
    WorkflowExecutionStatus,
)
from temporalio.client import ScheduleActionExecutionStartWorkflow as _Begun

from engine.connection import TASK_QUEUE

SWEEPER = "sweeper"
TELLER = "teller"
KEEPER = "retention"
HERALD = "webhooks"
SCHOOL = "learning"
_DAILY, _WEEKLY = timedelta(days=1), timedelta(days=7)
_HOUR_OF_NIGHT = timedelta(hours=3)
_PASS, _LESSON = timedelta(minutes=10), timedelta(hours=2)
_RPC = timedelta(seconds=3)


@dataclass(frozen=True)
class Passes:
    """What a schedule has done. `last` is when its latest pass was begun."""

    every: timedelta
    last: datetime | None
    running: bool
    paused: bool
    next: datetime | None = None
    latest: str | None = None
    """The id of the run of its latest pass."""


class Outcome(NamedTuple):
    """How a pass ended: Temporal's word for it in small letters, and what it returned."""

    status: str
    result: Any


async def ensure_schedules(client: Client, every: timedelta) -> None:
    """Have a sweep started `every` so often, and people told what waits; both now, too. What was
    kept long enough is erased every night, and once a week is learnt from what people corrected."""
    said = "hand over what was accepted and not carried out"
    await _ensure(client, SWEEPER, _begun("Sweep", "sweep", said, every))
    said = "tell people what waits to be told"
    await _ensure(client, TELLER, _begun("Tell", "tell", said, every))
    said = "tell other systems what happened"
    await _ensure(client, HERALD, _begun("TellSystems", "tell-systems", said, every))
    said = "erase what was kept long enough"
    nightly = _begun("Retention", "retention", said, _DAILY, _HOUR_OF_NIGHT)
    # Not at once: whoever starts a worker has not asked for anything to be erased now.
    await _ensure(client, KEEPER, nightly, at_once=False)
    said = "learn from what people corrected"
    weekly = _begun("Learn", "learn", said, _WEEKLY, _HOUR_OF_NIGHT, patience=_LESSON)
    await _ensure(client, SCHOOL, weekly, at_once=False)


def _begun(
    workflow: str,
    name: str,
    summary: str,
    every: timedelta,
    offset: timedelta | None = None,
    patience: timedelta = _PASS,
) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            workflow,
            id=name,
            task_queue=TASK_QUEUE,
            execution_timeout=patience,
            static_summary=summary,
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every, offset=offset)]),
    )


async def _ensure(client: Client, name: str, schedule: Schedule, *, at_once: bool = True) -> None:
    try:
        await client.create_schedule(name, schedule, trigger_immediately=at_once)
    except ScheduleAlreadyRunningError:
        handle = client.get_schedule_handle(name)
        await handle.update(lambda _: ScheduleUpdate(schedule=schedule))
        if at_once:
            await handle.trigger()


async def look_at(client: Client, name: str) -> Passes:
    """What the schedule of this name has done."""
    found = await client.get_schedule_handle(name).describe(rpc_timeout=_RPC)
    info = found.info
    latest = max(info.recent_actions, key=lambda action: action.started_at, default=None)
    begun = latest.action if latest else None
    return Passes(
        every=found.schedule.spec.intervals[0].every,
        last=latest.started_at if latest else None,
        running=bool(info.running_actions),
        paused=found.schedule.state.paused,
        next=min(info.next_action_times, default=None),
        latest=begun.workflow_id if isinstance(begun, _Begun) else None,
    )


async def outcome(client: Client, workflow: str) -> Outcome:
    """How a pass ended, by the id of its workflow."""
    handle = client.get_workflow_handle(workflow)
    status = (await handle.describe(rpc_timeout=_RPC)).status
    if status is not WorkflowExecutionStatus.COMPLETED:
        return Outcome(status.name.lower() if status else "unspecified", None)
    return Outcome("completed", await handle.result(rpc_timeout=_RPC))
