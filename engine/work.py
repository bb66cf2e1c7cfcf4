"""What a workflow is busy with just now: read from Temporal's description of it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.enums.v1 import EventType, PendingActivityState, WorkflowTaskFailedCause
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus

_CAUSE = "WORKFLOW_TASK_FAILED_CAUSE_"
_TIMED_OUT = "TimedOut"
_GROUPS = ("ExceptionGroup", "BaseExceptionGroup")
_STEP = "core_local_activity"


@dataclass(frozen=True)
class Retried:
    """An activity that has failed and is tried again: `next_at` (UTC), unless it runs just now.

    `kind` is the type of its last error, `said` its text, if that could be read here.
    """

    id: str
    name: str
    attempt: int
    kind: str | None
    said: str | None
    next_at: datetime | None
    paused: bool


@dataclass(frozen=True)
class Run:
    """One run of a case's workflow, of which there can be several after each other."""

    run_id: str
    status: str
    began: datetime
    ended: datetime | None


@dataclass(frozen=True)
class Work:
    """One run of a case's workflow. `stuck` is the kind of error by which it cannot go on at all,
    `attempt` how often that was tried; `step` the error of a step of the record that fails."""

    run_id: str
    running: bool
    status: str
    began: datetime
    events: int
    activities: tuple[Retried, ...] = ()
    stuck: str | None = None
    attempt: int = 0
    idle_since: datetime | None = None
    """Since when a step waits that no worker has taken."""
    step: str | None = None

    @property
    def failing(self) -> tuple[Retried, ...]:
        """The activities that have failed at least once."""
        return tuple(each for each in self.activities if each.attempt > 1 or each.kind)


def work_of(found: WorkflowExecutionDescription, latest: list[HistoryEvent]) -> Work:
    """What is known of a run; `latest` are its latest events, the last one first."""
    raw = found.raw_description
    pending = raw.pending_workflow_task if raw.HasField("pending_workflow_task") else None
    attempt = pending.attempt if pending else 0
    waits = pending and not pending.HasField("started_time")
    return Work(
        run_id=found.run_id,
        running=found.status is WorkflowExecutionStatus.RUNNING,
        status=found.status.name.lower() if found.status else "unknown",
        began=found.start_time,
        events=found.history_length,
        activities=tuple(map(_retried, raw.pending_activities)),
        stuck=_stuck(latest) if attempt > 1 else None,
        attempt=attempt,
        idle_since=_instant(pending.scheduled_time) if pending and waits else None,
        step=_failing_step(latest),
    )


def _retried(found: PendingActivityInfo) -> Retried:
    failed = found.HasField("last_failure")
    waits = found.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
    return Retried(
        id=found.activity_id,
        name=found.activity_type.name,
        attempt=found.attempt,
        kind=kind_of(found.last_failure) if failed else None,
        said=found.last_failure.message or None if failed else None,
        next_at=_instant(found.scheduled_time) if waits and failed else None,
        paused=found.paused,
    )


def kind_of(failure: Failure) -> str:
    """The type of an error; that of its cause, where it only passes one on."""
    kind = failure.application_failure_info.type
    if failure.HasField("application_failure_info") and not (
        kind in _GROUPS and failure.HasField("cause")
    ):
        return kind or "Error"
    if failure.HasField("timeout_failure_info"):
        return _TIMED_OUT
    return kind_of(failure.cause) if failure.HasField("cause") else "Error"


def _stuck(latest: list[HistoryEvent]) -> str:
    """Why a workflow task failed the last time."""
    for event in latest:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
            failed = event.workflow_task_failed_event_attributes
            cause = WorkflowTaskFailedCause.Name(failed.cause).removeprefix(_CAUSE)
            return f"{_worded(cause)} ({kind_of(failed.failure)})"
    return _TIMED_OUT


def _failing_step(latest: list[HistoryEvent]) -> str | None:
    """The error of the latest step in the record, if that failed."""
    for event in latest:
        marker = event.marker_recorded_event_attributes
        if marker.marker_name == _STEP:
            return kind_of(marker.failure) if marker.HasField("failure") else None
    return None


def _worded(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _instant(found: Timestamp) -> datetime:
    return found.ToDatetime(UTC)
