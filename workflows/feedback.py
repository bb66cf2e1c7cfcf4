"""The process of one feedback item, from receipt to a confirmed end."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.consult import ConsultActivities
    from activities.record import RecordActivities
    from rules import transitions
    from schemas.enums import DecisionKind, Outcome, Refusal, Stage
    from schemas.messages import (
        Advance,
        Decide,
        DecisionReceipt,
        DecisionRequest,
        FeedbackInput,
        Recorded,
    )
    from schemas.state import CaseState
    from workflows import options
    from workflows.clocks import SlaClocks
    from workflows.decisions import TakesDecisions
    from workflows.mailroom import Mailroom
    from workflows.showing import show

Result = TypeVar("Result")
_REMEMBERED = 100
_BEFORE_SOLUTION = frozenset(
    {
        Stage.ANALYZED,
        Stage.TRIAGE,
        Stage.CLARIFYING,
        Stage.PLANNING,
        Stage.AWAITING_APPROVAL,
    }
)


@workflow.defn(name="Feedback")
class FeedbackWorkflow(TakesDecisions):
    """Follows a case. It can begin at any stage: its input is the state to go on from."""

    @workflow.init
    def __init__(self, start: FeedbackInput) -> None:
        self._state = start.state
        self._shift = timedelta(seconds=start.time_shift)
        self._answered = deque(start.answered, maxlen=_REMEMBERED)
        self._one_at_a_time = asyncio.Lock()
        self._history_is_long = False
        self._mailroom = Mailroom(self._shift, self._hear_from_mailroom)
        self._clocks = SlaClocks(self._shift, lambda: self._state.alarm_at, self._advance)

    @workflow.run
    async def run(self, start: FeedbackInput) -> Outcome | None:
        async with self._platform():
            await self._acknowledge()
            await self._analyze()
            while True:
                await self._agree_on_solution()
                await self._resolve()
                if await self._confirm_with_customer() and not await self._reopened_in_time():
                    break
            await workflow.wait_condition(self._nothing_left)
        return self._state.outcome

    async def _acknowledge(self) -> None:
        """The mail that it has arrived was written with the case; it goes out beside."""
        show(None, self._state)
        if not self._state.consult:  # it may turn out to be spam, which is answered by nothing
            self._mailroom.post(self._state.unsent)

    async def _analyze(self) -> None:
        if self._state.consult:
            await self._consult()
        if self._state.team is None and not self._state.ended:
            async with self._one_at_a_time:
                ask = Advance(case_id=self._state.case_id, now=self._now())
                self._adopt(await _record(RecordActivities.analyze, ask, "analyze"))

    async def _consult(self) -> None:
        """Let a second opinion be asked for; the case goes on, whatever comes of it."""
        ask = Advance(case_id=self._state.case_id, now=self._now())
        limits = options.consult(self._state.consult)
        try:
            await workflow.execute_activity_method(
                ConsultActivities.consult, ask, summary="consult", **limits
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise

    async def _agree_on_solution(self) -> None:
        await self._until(lambda: self._state.stage not in _BEFORE_SOLUTION)

    async def _resolve(self) -> None:
        await self._until(lambda: self._state.stage is not Stage.RESOLVING)

    async def _confirm_with_customer(self) -> bool:
        """Whether the case is closed; if not, it needs another solution."""
        await self._until(lambda: self._state.stage is not Stage.AWAITING_CONFIRMATION)
        return self._state.stage is Stage.CLOSED

    async def _reopened_in_time(self) -> bool:
        await self._until(lambda: self._state.stage is not Stage.CLOSED or self._state.ended)
        return not self._state.ended

    def _nothing_left(self) -> bool:
        return self._mailroom.empty and workflow.all_handlers_finished()

    @workflow.query
    def state(self) -> CaseState:
        return self._state

    @workflow.signal
    async def refresh(self) -> None:
        """Read the state from the record, after a repair or a restored backup."""
        self._note_length()
        async with self._one_at_a_time:
            ask = Advance(case_id=self._state.case_id, now=self._now())
            self._adopt(await _record(RecordActivities.look, ask, "look"))

    def check(self, kind: DecisionKind, request: DecisionRequest) -> None:
        """Refuse what cannot be carried out, before it reaches the history.

        While another step is being recorded, or the record is ahead, nothing is judged here: the
        record judges bindingly.
        """
        repeated = request.request_id in self._answered
        behind = request.seen is not None and request.seen > self._state.seq
        if repeated or behind or self._state.team is None or self._one_at_a_time.locked():
            return
        other_cycle = request.cycle not in (None, self._state.cycle)
        refusal = transitions.refusal(self._state, kind, request)
        _raise(Refusal.OTHER_CYCLE if other_cycle else refusal)

    async def decide(self, kind: DecisionKind, request: DecisionRequest) -> DecisionReceipt:
        """Carry out a decision that waits for an answer."""
        recorded = await self._carry_out(kind, request)
        _raise(recorded.refusal)
        return DecisionReceipt(
            request_id=request.request_id,
            seq=recorded.seq,
            stage=recorded.state.stage,
            cycle=recorded.state.cycle,
        )

    async def hear(self, kind: DecisionKind, request: DecisionRequest) -> None:
        """Carry out a decision that nobody waits for; the record keeps a refusal."""
        await self._carry_out(kind, request)

    async def _carry_out(self, kind: DecisionKind, request: DecisionRequest) -> Recorded:
        self._note_length()
        await workflow.wait_condition(lambda: self._state.team is not None or self._state.ended)
        async with self._one_at_a_time:
            ask = Decide(case_id=self._state.case_id, now=self._now(), kind=kind, request=request)
            recorded = await _record(RecordActivities.decide, ask, kind.value)
            self._answered.append(request.request_id)
            self._adopt(recorded.state)
            return recorded

    async def _advance(self) -> None:
        async with self._one_at_a_time:
            ask = Advance(case_id=self._state.case_id, now=self._now())
            self._adopt(await _record(RecordActivities.advance, ask, "advance"))

    def _adopt(self, state: CaseState) -> None:
        """Go on from what the record answered, unless something newer is known already."""
        if state.seq < self._state.seq:
            return
        before, self._state = self._state, state
        show(before, state)
        if state.erased:
            self._mailroom.drop()
        self._mailroom.post(state.unsent)

    def _hear_from_mailroom(self, state: CaseState) -> None:
        self._note_length()
        self._adopt(state)

    def _note_length(self) -> None:
        """To be called only where something new from the history has just come in.

        What a local activity answers can reach a replay one workflow task earlier than it
        reached the workflow: there the server's suggestion would not be the same.
        """
        self._history_is_long |= workflow.info().is_continue_as_new_suggested()

    def _now(self) -> datetime:
        return workflow.now() + self._shift

    async def _until(self, reached: Callable[[], bool]) -> None:
        """Wait for the process to move on, or leave it when the history has grown long."""
        await workflow.wait_condition(lambda: reached() or self._history_is_long)
        if not reached():
            raise HistoryIsLong

    @asynccontextmanager
    async def _platform(self) -> AsyncIterator[None]:
        """Clocks and mails beside the process; handlers drained; a long history handed on."""
        rotate = False
        async with _one_cancellation(), asyncio.TaskGroup() as group:
            for work in (self._mailroom.customers, self._mailroom.teams, self._clocks.keep):
                group.create_task(work())
            try:
                yield
            except HistoryIsLong:
                rotate = True
            finally:
                self._clocks.stop()
                self._mailroom.close()
        await workflow.wait_condition(workflow.all_handlers_finished)
        if rotate:
            workflow.continue_as_new(
                FeedbackInput(
                    state=self._state,
                    time_shift=self._shift.total_seconds(),
                    answered=tuple(self._answered),
                )
            )


class HistoryIsLong(Exception):
    """The process is to go on in a new run."""


@asynccontextmanager
async def _one_cancellation() -> AsyncIterator[None]:
    """A cancelled workflow ends as cancelled, whatever its parts were waiting for."""
    try:
        yield
    except BaseExceptionGroup as group:
        _, other = group.split(is_cancelled_exception)
        if other is None:
            raise asyncio.CancelledError from None
        raise group from _cause(other)


def _cause(group: BaseExceptionGroup[BaseException]) -> ApplicationError:
    """The kind of what went wrong in one of the parts, for whoever looks: a group says nothing.
    Not what it says: that may quote what a person wrote."""
    first = group.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return _cause(first)
    return ApplicationError("see the worker's log", type=type(first).__name__)


def _raise(refusal: Refusal | None) -> None:
    if refusal:
        raise ApplicationError("the decision is refused", type=refusal.value, non_retryable=True)


async def _record(activity: Callable[..., Result], ask: Advance | Decide, summary: str) -> Result:
    return await workflow.execute_local_activity_method(
        activity, ask, summary=summary, **options.RECORD
    )
