"""The floor: the messages, timers and activity calls of a case, with empty bodies."""

import asyncio
from datetime import timedelta
from functools import partial

from temporalio import activity, workflow

from workflows import options


@activity.defn
def write() -> None:
    """As a transaction of the record: a local activity in a thread."""


@activity.defn
async def mail() -> None:
    """As a mail: an ordinary activity."""


@workflow.defn(name="Floor")
class FloorWorkflow:
    """One record step and one mail at the start; an update with a record step for each decision."""

    def __init__(self) -> None:
        self._done: list[str] = []

    @workflow.run
    async def run(self, messages: list[tuple[str, bool]]) -> None:
        timer = asyncio.create_task(workflow.sleep(timedelta(minutes=15)))
        await workflow.execute_local_activity(write, **options.RECORD)
        mails = [self._mail()]
        while len(self._done) < len(messages):
            seen = len(self._done)
            await workflow.wait_condition(partial(self._more_than, seen))
            mails += [self._mail() for name in self._done[seen:] if dict(messages)[name]]
        await asyncio.gather(*mails)
        await timer

    def _more_than(self, seen: int) -> bool:
        return len(self._done) > seen

    @workflow.update
    async def decide(self, name: str) -> str:
        await workflow.execute_local_activity(write, **options.RECORD)
        self._done.append(name)
        return name

    def _mail(self) -> "asyncio.Task[None]":
        return asyncio.create_task(workflow.execute_activity(mail, **options.MAIL))


@workflow.defn(name="Nothing")
class NothingWorkflow:
    """Begins, and is over."""

    @workflow.run
    async def run(self) -> None:
        return None
