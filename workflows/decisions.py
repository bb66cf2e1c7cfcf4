"""Gives a workflow one update, its validator, and one signal of the same name for each decision."""

from typing import Protocol, TypeVar

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from schemas.enums import DecisionKind
    from schemas.messages import DecisionReceipt, DecisionRequest


class Decider(Protocol):
    """What a workflow does with a decision."""

    def check(self, kind: DecisionKind, request: DecisionRequest) -> None: ...

    async def decide(self, kind: DecisionKind, request: DecisionRequest) -> DecisionReceipt: ...

    async def hear(self, kind: DecisionKind, request: DecisionRequest) -> None: ...


Class = TypeVar("Class", bound=type[Decider])


def takes_decisions(cls: Class) -> Class:
    """Class decorator, to be applied before `workflow.defn`."""
    for kind in DecisionKind:
        setattr(cls, kind.value, _update(kind))
        setattr(cls, f"{kind.value}_signal", _signal(kind))
    return cls


# Temporal tells a method by its unannotated `self`; the classes give it a type all the same.


def _update(kind: DecisionKind) -> object:
    class Named(Decider, Protocol):
        @workflow.update(name=kind.value)
        async def handle(self, request: DecisionRequest) -> DecisionReceipt:
            return await self.decide(kind, request)

        @handle.validator
        def validate(self, request: DecisionRequest) -> None:
            self.check(kind, request)

    return Named.handle


def _signal(kind: DecisionKind) -> object:
    class Named(Decider, Protocol):
        @workflow.signal(name=kind.value)
        async def handle(self, raw: RawValue) -> None:
            # Whatever was sent, a signal must not fail the case.
            try:
                request = workflow.payload_converter().from_payload(raw.payload, DecisionRequest)
            except (ValidationError, ValueError, RuntimeError):
                workflow.logger.warning("a %s signal that cannot be read was left out", kind)
                return
            await self.hear(kind, request)

    return Named.handle
