"""Cases at every stage, and how each goes on from there to its end."""

import secrets
from dataclasses import dataclass
from typing import Any

from activities import ledger
from schemas.enums import DecisionKind, EventKind, Priority, Stage
from schemas.events import NewEvent
from schemas.messages import Choice
from schemas.submissions import Decision, Submission
from starter.gateway import Gateway
from store import policies
from store.casebook import CaseBook
from store.database import Database
from tests.waiting import until
from worker.installation import now

UNSURE = policies.default_text().replace("triage_below = 0.4", "triage_below = 0.5")
"""A policy by which some cases wait for triage."""

_SECONDS = 60
_BY_ITSELF = (Stage.RECEIVED, Stage.ACKNOWLEDGED)


@dataclass(frozen=True)
class _Step:
    kind: DecisionKind
    by: str = "li"
    choice: Choice | None = None
    texts: dict[str, str] | None = None


_NEXT = {
    Stage.TRIAGE: _Step(
        DecisionKind.TRIAGE, choice=Choice(category="malfunction", priority=Priority.LOW)
    ),
    Stage.CLARIFYING: _Step(DecisionKind.REPLY, texts={"text": "on my phone"}),
    Stage.ANALYZED: _Step(DecisionKind.PROPOSE, texts={"text": "replace it"}),
    Stage.PLANNING: _Step(DecisionKind.PROPOSE, texts={"text": "replace it"}),
    Stage.AWAITING_APPROVAL: _Step(DecisionKind.APPROVE, by="zhang"),
    Stage.RESOLVING: _Step(DecisionKind.RESOLVE, texts={"summary": "replaced"}),
    Stage.AWAITING_CONFIRMATION: _Step(DecisionKind.CONFIRM, choice=Choice(solved=True, rating=5)),
}
_ASK = _Step(DecisionKind.CLARIFY, texts={"question": "where?"})
_NOT_SOLVED = _Step(DecisionKind.CONFIRM, choice=Choice(solved=False))


class Cases:
    """Brings cases where a test wants them, through the gateway."""

    def __init__(self, gateway: Gateway, database: Database) -> None:
        self._gateway = gateway
        self._book = CaseBook(database)

    async def submitted(self, priority: Priority | None = Priority.LOW, **fields: Any) -> str:
        """A new case; with a priority its category is certain too."""
        certain = {"priority": priority, "category": "malfunction"} if priority else {}
        values = {"text": "???", "contact": f"{secrets.token_hex(4)}@example.com"}
        item = Submission.model_validate({**values, **certain, **fields})
        return (await self._gateway.submit(item)).id

    async def settled(self) -> dict[Stage, str]:
        """A case at each stage where it rests while there is a worker."""
        found = {Stage.TRIAGE: await self.submitted(None), Stage.PLANNING: await self.submitted()}
        found[Stage.CLARIFYING] = await self.submitted()
        await self._at(found[Stage.CLARIFYING], Stage.PLANNING)
        await self._do(found[Stage.CLARIFYING], _ASK)
        found[Stage.AWAITING_APPROVAL] = await self.submitted(Priority.HIGH)
        for stage in (Stage.RESOLVING, Stage.AWAITING_CONFIRMATION, Stage.CLOSED):
            found[stage] = await self.submitted()
        for stage, case in found.items():
            await self.drive(case, stage)
        return found

    async def unsettled(self) -> dict[Stage, str]:
        """A case at each stage through which it only passes; no worker may run."""
        found = {stage: await self.submitted() for stage in (Stage.RECEIVED, Stage.ANALYZED)}
        found[Stage.ACKNOWLEDGED] = await self.submitted(contact=None)
        given = {"category": "malfunction", "priority": "low", "team": "support", "certain": True}
        with self._book.open(found[Stage.ANALYZED]) as case:
            ledger.record(case, [NewEvent(kind=EventKind.ANALYZED, data=given)], now())
        assert {stage: self.stage(case) for stage, case in found.items()} == {s: s for s in found}
        return found

    async def drive(self, case: str, goal: Stage) -> None:
        """Decide what comes next until the case has reached a stage."""
        await until(lambda: self.stage(case) not in _BY_ITSELF, _SECONDS)
        while (stage := self.stage(case)) is not goal:
            await self._do(case, _NEXT[stage])
            await until(lambda: self.stage(case) is not stage, _SECONDS)

    async def reopen(self, case: str) -> None:
        await self._do(case, _NOT_SOLVED)
        await self._at(case, Stage.PLANNING)

    def stage(self, case: str) -> Stage:
        return self._gateway.look(case).state.stage

    async def _at(self, case: str, stage: Stage) -> None:
        await until(lambda: self.stage(case) is stage, _SECONDS)

    async def _do(self, case: str, step: _Step) -> None:
        decision = Decision(
            case_id=case,
            request_id=secrets.token_urlsafe(16),
            kind=step.kind,
            by=step.by,
            choice=step.choice or Choice(),
            texts=step.texts or {},
        )
        await self._gateway.decide(decision)
