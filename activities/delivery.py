"""Handing to the workflow what the record has accepted: by doors at once, by the sweeper later."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from activities import ledger
from activities.protocols import Now
from schemas.enums import Refusal
from schemas.errors import NoWorkflow, Refused
from schemas.messages import DecisionReceipt, DecisionRequest
from schemas.state import CaseState
from schemas.submissions import Decision

if TYPE_CHECKING:
    from engine.cases import Cases
    from store.backlog import Backlog
    from store.casebook import CaseBook


class Delivery:
    """Brings workflows up to what the record has accepted; safe to repeat at any time."""

    def __init__(self, book: "CaseBook", backlog: "Backlog", cases: "Cases", now: Now) -> None:
        self._book = book
        self._backlog = backlog
        self._cases = cases
        self._now = now

    async def start(self, case_id: str, *, anew: bool = False) -> None:
        """Start a case's workflow, and note that it was started; `anew` ends a running one first.

        Raises:
            EngineUnavailable: Temporal does not answer; the sweeper will start it.
        """
        state, answered = await asyncio.to_thread(self._read, case_id)
        if not state.ended or state.unsent:
            await self._cases.start(state, answered, anew=anew)
        await asyncio.to_thread(self._backlog.mark_started, case_id, self._now())

    async def revive(self, case_id: str) -> None:
        """Start a case's workflow again if it is gone, whoever ended it.

        Raises:
            EngineUnavailable: Temporal does not answer.
        """
        if not await self._cases.running(case_id):
            await self.start(case_id)

    async def deliver(self, case_id: str, patience: timedelta) -> None:
        """Hand over every decision of a case that its workflow may not know, in order.

        A decision that is refused is noted as refused. `patience` is for each decision.

        Raises:
            EngineUnavailable: Temporal or the worker does not answer; the sweeper will go on.
        """
        waiting, seen = await asyncio.to_thread(self._undelivered, case_id)
        for decision in waiting:
            with suppress(Refused):
                await self.hand_over(decision, seen, patience)

    async def hand_over(
        self, decision: Decision, seen: int, patience: timedelta
    ) -> DecisionReceipt:
        """Hand over one decision; `seen` is the number of the latest event in the record.

        Raises:
            Refused: it was refused, and is noted as refused.
            EngineUnavailable: Temporal or the worker does not answer.
        """
        try:
            receipt = await self._decide(decision, seen, patience)
        except Refused as refused:
            if await asyncio.to_thread(self._refuse, decision, refused.refusal):
                await self.send_on(decision.case_id)
            await self._known(decision)
            raise
        await self._known(decision)
        return receipt

    async def _known(self, decision: Decision) -> None:
        key = (decision.case_id, decision.request_id)
        await asyncio.to_thread(self._backlog.mark_delivered, *key, self._now())

    async def send_on(self, case_id: str) -> None:
        """Have the case's workflow send a mail that was written without it."""
        try:
            await self._cases.refresh(case_id)
        except NoWorkflow:
            await self.start(case_id)

    async def catch_up(self, case_id: str, since: datetime) -> None:
        """Have the case's workflow read what the record wrote at an instant without it.

        Raises:
            EngineUnavailable: Temporal does not answer; the sweeper will go on.
        """
        await self.send_on(case_id)
        await asyncio.to_thread(self._backlog.mark_caught_up, case_id, since)

    async def _decide(self, decision: Decision, seen: int, patience: timedelta) -> DecisionReceipt:
        request = DecisionRequest(request_id=decision.request_id, by=decision.by, seen=seen)
        ask = (decision.case_id, decision.kind, request, patience)
        try:
            return await self._cases.decide(*ask)
        except NoWorkflow:
            if await asyncio.to_thread(self._ended, decision.case_id):
                raise Refused(Refusal.WINDOW_OVER) from None
        await self.start(decision.case_id)
        return await self._cases.decide(*ask)

    def _read(self, case_id: str) -> tuple[CaseState, tuple[str, ...]]:
        with self._book.look(case_id) as case:
            answered = [e.request_id for e in case.events if e.request_id]
            return case.known, tuple(answered[-100:])

    def _ended(self, case_id: str) -> bool:
        return self._read(case_id)[0].ended

    def _undelivered(self, case_id: str) -> tuple[list[Decision], int]:
        with self._book.look(case_id) as case:
            return case.undelivered(), case.known.seq

    def _refuse(self, decision: Decision, refusal: Refusal) -> bool:
        """Note a refusal, unless the record has it; returns whether a mail waits to be sent."""
        with self._book.open(decision.case_id) as case:
            if case.answer(decision.request_id) is None:
                ledger.refuse(case, decision, refusal, self._now())
            return bool(case.unsent)
