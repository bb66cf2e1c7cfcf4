"""The door of those who look after an installation: look, step in, check oneself."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from activities import operating
from activities.delivery import Delivery
from activities.operating import Order
from schemas.enums import Operation
from schemas.errors import EngineUnavailable, NoWorkflow
from starter import moving
from starter.doctor.verdict import Status
from starter.operations import overview
from starter.operations.check import Check
from starter.operations.overview import Overview
from starter.operations.past import Past, past
from starter.operations.troubles import Ailing, Trouble, TroubleKind, arranged, possible
from store.troubles import Troubles

if TYPE_CHECKING:
    from engine.cases import Cases
    from schemas.settings import Settings
    from starter.operations.motor import Connect
    from worker.installation import Installation

_ANEW_AFTER = 5.0
"""Seconds for which the same is shown again: many may look at once."""
_ANEW_WITHIN = 30.0
"""What did not answer took long, and was no work: nobody waits longer than this for news."""
_AT_MOST = 0.05
"""The part of the time for which looking may keep the installation busy."""
_PATIENCE = timedelta(seconds=3)


class Outcome(StrEnum):
    """What became of an order."""

    DONE = "done"
    REPEATED = "repeated"
    """It was carried out before."""
    IMPOSSIBLE = "impossible"
    """There is nothing to do of the kind any more; nothing was noted."""
    NOTED = "noted"
    """It is noted, and Temporal did not answer: what the record can do is done."""


class Operations:
    """What operations see and do. All of it is asked for once for everybody who looks."""

    def __init__(self, installation: "Installation", connect: "Connect") -> None:
        self._installation = installation
        self._connect = connect
        self._turn = asyncio.Lock()
        self._until = float("-inf")
        self._found: Overview | None = None
        self.well_at: dict[str, datetime] = {}
        """When each part was last seen to be well, since this process began."""
        self.check = Check(installation, connect)

    @property
    def settings(self) -> "Settings":
        return self._installation.settings

    async def look(self) -> Overview:
        """How things stand, at most seconds ago."""
        async with self._turn:
            began = time.monotonic()
            if self._found is None or began >= self._until:
                self._found = await overview.look(self._installation, self._connect)
                for name, verdict in self._found.parts.items():
                    if verdict.status is not Status.PROBLEM:
                        self.well_at[name] = self._found.at
                took = time.monotonic() - began
                self._until = time.monotonic() + min(
                    max(_ANEW_AFTER, took / _AT_MOST), _ANEW_WITHIN
                )
            return self._found

    def forget(self) -> None:
        """Have the next who looks see how things stand then."""
        self._until = float("-inf")

    async def case(self, case_id: str) -> tuple[Ailing, bool]:
        """One case, looked at just now, and whether Temporal answered.

        Raises:
            UnknownCase: there is no such case.
        """
        known = await asyncio.to_thread(self._recorded, case_id)
        try:
            cases = (await self._connect()).cases
            return await overview.about(cases, known, self._installation.now()), True
        except EngineUnavailable:
            return known, False

    async def tell(self, ids: Sequence[str]) -> int:
        """Have the workflows of these cases read the record; how many could not be told."""

        async def reached() -> "Cases":
            return (await self._connect()).cases

        return await moving.tell_by(reached, ids)

    async def past(self, case_id: str, run_id: str | None) -> Past:
        """The history of a case's workflow."""
        return await past(self._installation, self._connect, case_id, run_id)

    async def step_in(self, case_id: str, order: Order) -> Outcome:
        """Carry out an order, and note it in the history of the case.

        Raises:
            UnknownCase: there is no such case.
        """
        ailing, answers = await self.case(case_id)
        if await asyncio.to_thread(self._is_noted, case_id, order):
            return Outcome.REPEATED
        if order.operation not in possible(ailing, answers=answers):
            return Outcome.IMPOSSIBLE
        if not await asyncio.to_thread(self._note, case_id, order):
            return Outcome.REPEATED
        self.forget()
        try:
            await self._carry_out(case_id, order, ailing)
        except (EngineUnavailable, NoWorkflow):
            return Outcome.NOTED
        return Outcome.DONE

    def ui(self, case_id: str, run_id: str | None = None) -> str:
        """Where Temporal's own pages show a case."""
        from engine.connection import target
        from engine.embedded import NAMESPACE
        from schemas.ids import workflow_id

        settings = self._installation.settings
        base = settings.temporal_ui_url or f"http://127.0.0.1:{settings.temporal_ui_port}"
        namespace = target(settings).get("namespace") or NAMESPACE
        path = f"{base.rstrip('/')}/namespaces/{namespace}/workflows/{workflow_id(case_id)}"
        return f"{path}/{run_id}/history" if run_id else path

    async def _carry_out(self, case_id: str, order: Order, ailing: Ailing) -> None:
        cases, installation = (await self._connect()).cases, self._installation
        delivery = Delivery(installation.book, installation.backlog, cases, installation.now)
        running = bool(ailing.work and ailing.work.running)
        match order.operation:
            case Operation.ANEW:
                await delivery.start(case_id, anew=True)
            case Operation.END:
                await cases.end(case_id, f"ended by {order.by}")
            case Operation.SKIP:
                if running:
                    await cases.hasten(case_id)
            case Operation.RETRY:
                await self._retry(case_id, delivery, ailing, running=running)

    async def _retry(
        self, case_id: str, delivery: Delivery, ailing: Ailing, *, running: bool
    ) -> None:
        """Have everything tried at once that waits to be tried again."""
        if not running:
            await delivery.start(case_id)
        else:
            await (await self._connect()).cases.hasten(case_id)
        ahead = next((t for t in ailing.troubles if t.kind is TroubleKind.AHEAD), None)
        if ahead and ahead.since:
            await delivery.catch_up(case_id, ahead.since)
        if TroubleKind.UNDELIVERED in ailing.kinds:
            await delivery.deliver(case_id, _PATIENCE)

    def _recorded(self, case_id: str) -> Ailing:
        with self._installation.book.look(case_id) as case:
            state = case.known
        waits = Troubles(self._installation.database).of_case(case_id)
        return Ailing(state, arranged([Trouble(TroubleKind(k), w.since, w.what) for k, w in waits]))

    def _is_noted(self, case_id: str, order: Order) -> bool:
        with self._installation.book.look(case_id) as case:
            return any(each.request_id == order.request_id for each in case.events)

    def _note(self, case_id: str, order: Order) -> bool:
        with self._installation.book.open(case_id) as case:
            return operating.step_in(case, order, self._installation.now())
