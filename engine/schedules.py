"""Periodic work: Temporal Schedules, made or brought up to date by every worker that starts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleSpec,
    ScheduleUpdate,
)

from engine.connection import TASK_QUEUE

_SWEEPER = "sweeper"
_RPC = timedelta(seconds=3)


@dataclass(frozen=True)
class Sweeper:
    """What the sweeper's schedule has done. `last` is when the latest pass was begun."""

    every: timedelta
    last: datetime | None
    running: bool
    paused: bool


async def ensure_sweeper(client: Client, every: timedelta) -> None:
    """Have a sweep started `every` so often, and one now."""
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(
            "Sweep",
            id="sweep",
            task_queue=TASK_QUEUE,
            execution_timeout=timedelta(minutes=10),
            static_summary="hand over what was accepted and not carried out",
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
    )
    try:
        await client.create_schedule(_SWEEPER, schedule, trigger_immediately=True)
    except ScheduleAlreadyRunningError:
        handle = client.get_schedule_handle(_SWEEPER)
        await handle.update(lambda _: ScheduleUpdate(schedule=schedule))
        await handle.trigger()


async def look_at_sweeper(client: Client) -> Sweeper:
    """What the sweeper's schedule has done."""
    found = await client.get_schedule_handle(_SWEEPER).describe(rpc_timeout=_RPC)
    return Sweeper(
        every=found.schedule.spec.intervals[0].every,
        last=max((action.started_at for action in found.info.recent_actions), default=None),
        running=bool(found.info.running_actions),
        paused=found.schedule.state.paused,
    )
