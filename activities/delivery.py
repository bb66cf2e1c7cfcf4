"""Handing to the workflow what the record has accepted: by doors at once, by the sweeper later."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from activities import ledger
from activities.protocols import Now
from schemas.enums import Refusal
from schemas.errors import Refused, UnknownCase
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
        if state.ended and not state.unsent:
            return
        await self._cases.start(state, answered, anew=anew)
        await asyncio.to_thread(self._backlog.mark_started, case_id, self._now())

    async def deliver(self, case_id: str, patience: timedelta) -> None:
        """Hand over every decision of a case that is accepted and not carried out, in order.

        A decision that is refused is noted as refused. `patience` is for each decision.

        Raises:
            EngineUnavailable: Temporal or the worker does not answer; the sweeper will go on.
        """
        for decision in await asyncio.to_thread(self._pending, case_id):
            with suppress(Refused):
                await self.hand_over(decision, patience)

    async def hand_over(self, decision: Decision, patience: timedelta) -> DecisionReceipt:
        """Hand over one decision that is accepted and not carried out.

        Raises:
            Refused: it was refused, and is noted as refused.
            EngineUnavailable: Temporal or the worker does not answer.
        """
        try:
            return await self._decide(decision, patience)
        except Refused as refused:
            await asyncio.to_thread(self._refuse, decision, refused.refusal)
            raise

    async def _decide(self, decision: Decision, patience: timedelta) -> DecisionReceipt:
        request = DecisionRequest(request_id=decision.request_id, by=decision.by)
        ask = (decision.case_id, decision.kind, request, patience)
        try:
            return await self._cases.decide(*ask)
        except UnknownCase:
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

    def _pending(self, case_id: str) -> list[Decision]:
        with self._book.look(case_id) as case:
            return case.pending()

    def _refuse(self, decision: Decision, refusal: Refusal) -> None:
        with self._book.open(decision.case_id) as case:
            if case.answer(decision.request_id) is None:
                ledger.refuse(case, decision, refusal, self._now())
