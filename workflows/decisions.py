"""The decisions of people: for each one an update, its validator, and a signal of the same name."""

from abc import ABC, abstractmethod
from typing import Any

from temporalio import workflow

from schemas.enums import DecisionKind
from schemas.messages import DecisionReceipt, DecisionRequest


class TakesDecisions(ABC):
    """A workflow that takes every `DecisionKind` as an update and as a signal of that name."""

    @abstractmethod
    def check(self, kind: DecisionKind, request: DecisionRequest) -> None:
        """Refuse what cannot be carried out, before it reaches the history."""

    @abstractmethod
    async def decide(self, kind: DecisionKind, request: DecisionRequest) -> DecisionReceipt:
        """Carry out a decision that waits for an answer."""

    @abstractmethod
    async def hear(self, kind: DecisionKind, request: DecisionRequest) -> None:
        """Carry out a decision that nobody waits for."""


# Temporal tells a method by its unannotated `self`; the classes give it a type all the same.


def _update(kind: DecisionKind) -> Any:
    class Named(TakesDecisions):
        @workflow.update(name=kind.value)
        async def handle(self, request: DecisionRequest) -> DecisionReceipt:
            return await self.decide(kind, request)

        @handle.validator
        def validate(self, request: DecisionRequest) -> None:
            self.check(kind, request)

    return Named.handle


def _signal(kind: DecisionKind) -> Any:
    class Named(TakesDecisions):
        @workflow.signal(name=kind.value)
        async def handle(self, *given: Any) -> None:
            # Whatever was sent, and however much of it, a signal must not fail the case.
            try:
                [only] = given
                request = DecisionRequest.model_validate(only)
            except ValueError:
                workflow.logger.warning("a %s signal that cannot be read was left out", kind)
                return
            await self.hear(kind, request)

    return Named.handle


for _kind in DecisionKind:
    setattr(TakesDecisions, _kind.value, _update(_kind))
    setattr(TakesDecisions, f"{_kind.value}_signal", _signal(_kind))
