"""Temporal and its namespace, as whoever looks after the installation asks for them."""

from collections.abc import Awaitable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeTaskQueueRequest,
    GetSystemInfoRequest,
    GetWorkflowExecutionHistoryRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from engine import schedules, search_attributes
from engine.codec import key_ids
from engine.connection import TASK_QUEUE
from schemas.errors import EngineUnavailable
from schemas.ids import workflow_id

POLL = timedelta(seconds=75)
"""A worker asks for work at least so often: Temporal holds each question for a minute."""
_RPC = timedelta(seconds=3)

_Answer = TypeVar("_Answer")


class Work(StrEnum):
    """What a worker asks Temporal for."""

    WORKFLOWS = "workflows"
    ACTIVITIES = "activities"


_QUEUES = {
    Work.WORKFLOWS: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    Work.ACTIVITIES: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
}


@dataclass(frozen=True)
class Attributes:
    """The search attributes that a namespace lacks, and those of another type there."""

    missing: tuple[str, ...]
    mistyped: tuple[str, ...]


@dataclass(frozen=True)
class Poller:
    """Somebody who asks for work: its process and machine, and when it did so last."""

    identity: str
    seen_at: datetime


@dataclass(frozen=True)
class Queue:
    """The work of one kind. `backlog` is how much of it waits, about, and `age` for how long what
    has waited longest."""

    work: Work
    pollers: tuple[Poller, ...]
    backlog: int
    age: timedelta

    def without(self, dead: Collection[str]) -> "Queue":
        """The same without those who are known to be dead."""
        return replace(self, pollers=tuple(p for p in self.pollers if p.identity not in dead))


class Inspection:
    """Looks at Temporal, and changes nothing.

    Every method raises `EngineUnavailable` when Temporal does not answer, or refuses to.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def version(self) -> str:
        """The server's version."""
        ask = self._client.workflow_service.get_system_info(GetSystemInfoRequest(), timeout=_RPC)
        return (await _answered(ask)).server_version

    async def retention(self) -> timedelta | None:
        """How long the namespace keeps ended workflows; none if there is no such namespace."""
        request = DescribeNamespaceRequest(namespace=self._client.namespace)
        ask = self._client.workflow_service.describe_namespace(request, timeout=_RPC)
        found = await _answered(_found(ask))
        return found.config.workflow_execution_retention_ttl.ToTimedelta() if found else None

    async def attributes(self) -> Attributes:
        """What is wrong with the search attributes."""
        return Attributes(*await _answered(search_attributes.shortcomings(self._client)))

    async def idle(self, now: datetime) -> tuple[Work, ...]:
        """The work that no worker asks for."""
        return tuple([work for work, number in (await self.pollers(now)).items() if not number])

    async def pollers(self, now: datetime) -> dict[Work, int]:
        """How many workers asked for each kind of work within the last `POLL`."""
        return {work: await self._polling(work, now - POLL) for work in Work}

    async def queues(self, now: datetime) -> list[Queue]:
        """Who asks for each kind of work, and how much waits to be taken."""
        return [await self._queue(work, now - POLL) for work in Work]

    async def passes(self, schedule: str) -> schedules.Passes | None:
        """What a schedule has done; none if there is no such schedule."""
        return await _answered(_found(schedules.look_at(self._client, schedule)))

    async def outcome(self, workflow: str) -> schedules.Outcome | None:
        """How a pass of a schedule ended; none if Temporal does not keep it any more."""
        return await _answered(_found(schedules.outcome(self._client, workflow)))

    async def keys_needed(self, case_id: str) -> frozenset[str]:
        """The ids of the payload keys that the history of a case's workflow was encrypted by; none
        if nothing of it is encrypted, or there is no such workflow."""
        request = GetWorkflowExecutionHistoryRequest(
            namespace=self._client.namespace,
            execution=WorkflowExecution(workflow_id=workflow_id(case_id)),
        )
        ask = self._client.workflow_service.get_workflow_execution_history(request, timeout=_RPC)
        found = await _answered(_found(ask))
        return frozenset(key_ids(found.history)) if found else frozenset()

    async def _polling(self, work: Work, since: datetime) -> int:
        return len((await self._queue(work, since)).pollers)

    async def _queue(self, work: Work, since: datetime) -> Queue:
        request = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=TASK_QUEUE),
            task_queue_type=_QUEUES[work],
            report_stats=True,
        )
        ask = self._client.workflow_service.describe_task_queue(request, timeout=_RPC)
        found = await _answered(ask)
        pollers = (
            Poller(each.identity, each.last_access_time.ToDatetime(UTC)) for each in found.pollers
        )
        stats = found.stats
        age = stats.approximate_backlog_age.ToTimedelta()
        alive = tuple(each for each in pollers if each.seen_at >= since)
        return Queue(work, alive, stats.approximate_backlog_count, age)


async def _answered(ask: Awaitable[_Answer]) -> _Answer:
    try:
        return await ask
    except RPCError as error:
        raise EngineUnavailable(f"Temporal: {error.message}") from error


async def _found(ask: Awaitable[_Answer]) -> _Answer | None:
    try:
        return await ask
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
