"""Cases as Temporal knows them: the only place that starts, decides and looks at workflows."""

import asyncio
import gzip
from contextlib import suppress
from datetime import datetime, timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    GetWorkflowExecutionHistoryReverseRequest,
    ResetActivityRequest,
)
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.client import (
    WorkflowExecution as Execution,
)
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from engine.connection import TASK_QUEUE
from engine.search_attributes import values
from engine.work import Run, Work, work_of
from schemas.enums import DecisionKind, Refusal
from schemas.errors import EngineUnavailable, NoWorkflow, Refused
from schemas.ids import case_of, workflow_id
from schemas.messages import DecisionReceipt, DecisionRequest, FeedbackInput
from schemas.state import CaseState

WORKFLOW = "Feedback"
SUBMIT = "SubmitFeedback"
_REFUSALS = frozenset(each.value for each in Refusal)
_RPC = timedelta(seconds=2)
_FORGOTTEN_AT_ONCE = 100
_SUBMISSIONS_AT_ONCE = 1000
_PASSES = "'Sweep', 'Tell', 'Retention'"
_STUCK = (
    "TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')"
)
_LATEST = 40
"""So many events of a history are looked at to say why it does not go on."""
_RUNNING = f"WorkflowType = '{WORKFLOW}' AND ExecutionStatus = 'Running'"


class Cases:
    """The workflows of cases.

    Every method raises `EngineUnavailable` when Temporal, or for a decision the worker, does not
    answer in time, and `NoWorkflow` when the case has no running workflow. `shift` is added to
    the clocks of the workflows that are started; zero in life.
    """

    def __init__(self, client: Client, shift: timedelta = timedelta()) -> None:
        self.client = client
        self._shift = shift

    async def start(
        self, state: CaseState, answered: tuple[str, ...] = (), *, anew: bool = False
    ) -> None:
        """Start the workflow of a case, or leave the one that runs; `anew` ends that one first."""
        conflict = WorkflowIDConflictPolicy
        shift = self._shift.total_seconds()
        begin = FeedbackInput(state=state, answered=answered, time_shift=shift)
        with _Translated():
            await self.client.start_workflow(
                WORKFLOW,
                begin,
                id=workflow_id(state.case_id),
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=conflict.TERMINATE_EXISTING if anew else conflict.USE_EXISTING,
                search_attributes=_attributes(state),
                static_summary=f"{state.case_id} · {state.channel}",
                rpc_timeout=_RPC,
            )

    async def decide(
        self, case_id: str, kind: DecisionKind, request: DecisionRequest, patience: timedelta
    ) -> DecisionReceipt:
        """Hand a decision to the workflow and wait for what becomes of it.

        Raises:
            Refused: the workflow, or the record behind it, refused.
        """
        with _Translated():
            async with asyncio.timeout(patience.total_seconds()):
                receipt: DecisionReceipt = await self._handle(case_id).execute_update(
                    kind.value, request, id=request.request_id, result_type=DecisionReceipt
                )
                return receipt

    async def state(self, case_id: str) -> CaseState:
        """What the running workflow knows of its case."""
        with _Translated():
            state: CaseState = await self._handle(case_id).query(
                "state", result_type=CaseState, rpc_timeout=_RPC
            )
            return state

    async def refresh(self, case_id: str) -> None:
        """Tell a workflow to read its state from the record again."""
        with _Translated():
            await self._handle(case_id).signal("refresh", rpc_timeout=_RPC)

    async def running(self, case_id: str) -> bool:
        """Whether the case has a running workflow."""
        try:
            with _Translated():
                found = await self._handle(case_id).describe(rpc_timeout=_RPC)
        except NoWorkflow:
            return False
        return found.status is WorkflowExecutionStatus.RUNNING

    async def count_running(self) -> int:
        """How many cases have a running workflow, as far as Temporal's visibility has heard."""
        with _Translated():
            return (await self.client.count_workflows(_RUNNING)).count

    async def running_ids(self) -> set[str]:
        """The cases that have a running workflow, as far as Temporal's visibility has heard."""
        with _Translated():
            return {case_of(run.id) async for run in self.client.list_workflows(_RUNNING)}

    async def stuck_ids(self, limit: int) -> set[str]:
        """The cases whose workflow fails again and again before it can do anything; at most so
        many. Temporal before 1.30 does not tell, and then there are none."""
        query = f"{_RUNNING} AND {_STUCK}"
        with _Translated():
            try:
                found = self.client.list_workflows(query, limit=limit)
                return {case_of(run.id) async for run in found}
            except RPCError as error:
                if error.status is RPCStatusCode.INVALID_ARGUMENT:
                    return set()
                raise

    async def work(self, case_id: str) -> Work:
        """What the latest run of a case is busy with."""
        with _Translated():
            found = await self._handle(case_id).describe(rpc_timeout=_RPC)
            execution = WorkflowExecution(workflow_id=found.id, run_id=found.run_id)
            request = GetWorkflowExecutionHistoryReverseRequest(
                namespace=self.client.namespace, execution=execution, maximum_page_size=_LATEST
            )
            service = self.client.workflow_service
            ask = service.get_workflow_execution_history_reverse(request, timeout=_RPC)
            return work_of(found, list((await ask).history.events))

    async def hasten(self, case_id: str) -> int:
        """Have every activity that failed tried again at once; how many there were."""
        failing, client = (await self.work(case_id)).failing, self.client
        execution = WorkflowExecution(workflow_id=workflow_id(case_id))
        with _Translated():
            for each in failing:
                reset = ResetActivityRequest(
                    namespace=client.namespace,
                    execution=execution,
                    identity=client.identity,
                    id=each.id,
                )
                await client.workflow_service.reset_activity(reset, timeout=_RPC)
        return len(failing)

    async def end(self, case_id: str, why: str) -> None:
        """End the workflow of a case where it stands; `why` is kept in Temporal, in plain."""
        with _Translated():
            await self._handle(case_id).terminate(reason=why, rpc_timeout=_RPC)

    async def runs(self, case_id: str) -> list[Run]:
        """The runs of a case that Temporal still has, the latest first. The latest is asked for
        by name, since the list may not have heard of it yet."""
        query = f"WorkflowId = '{workflow_id(case_id)}'"
        with _Translated():
            latest = await self._handle(case_id).describe(rpc_timeout=_RPC)
            runs = {latest.run_id: _run(latest)}
            async for each in self.client.list_workflows(query):
                runs.setdefault(each.run_id, _run(each))
        return sorted(runs.values(), key=lambda run: run.began, reverse=True)

    async def history(self, case_id: str, run_id: str) -> bytes:
        """The history of one run as gzipped JSON."""
        with _Translated():
            return await self._history(workflow_id(case_id), run_id)

    async def histories(self, case_id: str) -> dict[str, bytes]:
        """The histories of all closed runs of a case, by run id, as gzipped JSON.

        The latest run is asked for by name, since the list of runs may not have heard of it yet.
        """
        with _Translated():
            latest = await self._handle(case_id).describe(rpc_timeout=_RPC)
            runs = {latest.run_id: latest.status}
            async for run in self.client.list_workflows(f"WorkflowId = '{workflow_id(case_id)}'"):
                runs.setdefault(run.run_id, run.status)
            closed = [each for each, now in runs.items() if now != WorkflowExecutionStatus.RUNNING]
            return {run_id: await self._history(latest.id, run_id) for run_id in closed}

    async def forget_sweeps(self, before: datetime) -> None:
        """Delete passes that ended before an instant; with a year's retention they pile up."""
        await self._forget(_PASSES, before, _FORGOTTEN_AT_ONCE)

    async def forget_submissions(self, before: datetime) -> None:
        """Delete what brought submissions and ended before an instant: whoever asked has its
        answer, or asks again and is told of the same case."""
        await self._forget(f"'{SUBMIT}'", before, _SUBMISSIONS_AT_ONCE)

    async def _forget(self, types: str, before: datetime, limit: int) -> None:
        ended = f"CloseTime < '{before:%Y-%m-%dT%H:%M:%SZ}'"
        with _Translated():
            query = f"WorkflowType IN ({types}) AND {ended}"
            async for run in self.client.list_workflows(query, limit=limit):
                # The list may not have heard yet that one is gone.
                with suppress(NoWorkflow), _Translated():
                    await self._delete(run.id, run.run_id)

    async def _delete(self, workflow: str, run_id: str) -> None:
        execution = WorkflowExecution(workflow_id=workflow, run_id=run_id)
        await self.client.workflow_service.delete_workflow_execution(
            DeleteWorkflowExecutionRequest(
                namespace=self.client.namespace, workflow_execution=execution
            )
        )

    async def _history(self, workflow: str, run_id: str) -> bytes:
        handle = self.client.get_workflow_handle(workflow, run_id=run_id)
        history = await handle.fetch_history()
        return gzip.compress(history.to_json().encode())

    def _handle(self, case_id: str) -> WorkflowHandle[object, object]:
        return self.client.get_workflow_handle(workflow_id(case_id))


def _run(found: Execution) -> Run:
    status = found.status.name.lower() if found.status else "unknown"
    return Run(found.run_id, status, found.start_time, found.close_time)


class _Translated:
    """Turns Temporal's errors into ours."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        match error:
            case WorkflowUpdateFailedError(cause=ApplicationError(type=kind)) if kind in _REFUSALS:
                raise Refused(Refusal(kind)) from error
            case RPCError(status=RPCStatusCode.NOT_FOUND) if not _namespace_missing(error):
                raise NoWorkflow("the case has no running workflow") from error
            case WorkflowUpdateRPCTimeoutOrCancelledError() if _cancelled():
                raise asyncio.CancelledError from error
            case RPCError() | WorkflowUpdateRPCTimeoutOrCancelledError() | TimeoutError():
                raise EngineUnavailable("Temporal did not answer in time") from error
            case WorkflowUpdateFailedError():
                raise EngineUnavailable("the workflow did not finish the decision") from error
            case _:
                return


def _cancelled() -> bool:
    """Whether whoever waits is to end. Temporal's client makes of that that nobody answered, and
    who believed it would never end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _namespace_missing(error: RPCError) -> bool:
    details = error.grpc_status.details
    return any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in details)


def _attributes(state: CaseState) -> TypedSearchAttributes:
    known = {key: value for key, value in values(state).items() if value is not None}
    return TypedSearchAttributes([SearchAttributePair(key, known[key]) for key in known])
