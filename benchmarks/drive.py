"""Takes cases through the product, and their likes through the floor, and notes the times."""

import asyncio
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from temporalio.client import Client

from benchmarks.ways import Way
from engine.connection import TASK_QUEUE
from schemas.settings import Settings
from schemas.submissions import Decision, Submission
from starter.catcher.mailbox import caught_at
from starter.gateway import Gateway

Result = TypeVar("Result")
_MESSAGE_ID = re.compile(r"^Message-ID: <(?P<case>[^.]+)\.(?P<template>\w+)\.", re.MULTILINE)


@dataclass
class Times:
    """Seconds of every step, cases per second of every round, and when each case was submitted."""

    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rounds: list[float] = field(default_factory=list)
    submitted: dict[str, float] = field(default_factory=dict)

    @property
    def cases(self) -> list[str]:
        return list(self.submitted)

    async def of(self, step: str, work: Awaitable[Result]) -> Result:
        began = time.perf_counter()
        result = await work
        self.steps[step].append(time.perf_counter() - began)
        return result


async def all_of(
    count: int, at_once: int, one: Callable[[], Awaitable[None]], tick: Callable[[], None]
) -> float:
    """Run `one` so many times, so many at once; returns the seconds it took."""
    gate, began = asyncio.Semaphore(at_once), time.perf_counter()

    async def gated() -> None:
        async with gate:
            await one()
            tick()

    await asyncio.gather(*(gated() for _ in range(count)))
    return time.perf_counter() - began


async def product(gateway: Gateway, way: Way, times: Times) -> None:
    """One case from its receipt to a confirmed end."""
    item = Submission(
        text="无法登入 这次更新完后，无法登入，一直提示错误",
        contact=f"customer-{secrets.token_hex(4)}@example.com",
        name="王小明",
        priority=way.priority,
    )
    began = time.time()
    accepted = await times.of("submit", gateway.submit(item))
    times.submitted[accepted.id] = began
    for step in way.steps:
        decision = Decision(
            case_id=accepted.id,
            request_id=secrets.token_urlsafe(16),
            kind=step.kind,
            by=step.by,
            choice=step.choice,
            texts=step.texts,
        )
        carried = await times.of(step.kind.value, gateway.decide(decision))
        if carried.pending:
            raise RuntimeError(f"{step.kind.value} was not carried out in time")


async def floor(client: Client, way: Way, times: Times) -> None:
    """The same number of messages to a workflow that does nothing with them."""
    name = f"floor-{secrets.token_hex(8)}"
    start = client.start_workflow("Floor", way.messages, id=name, task_queue=TASK_QUEUE)
    handle = await times.of("submit", start)
    times.submitted[name] = time.time()
    for kind, _ in way.messages:
        await times.of(kind, handle.execute_update("decide", kind))


def caught(settings: Settings, template: str) -> dict[str, float]:
    """When the mail of each case from a template was caught, in seconds since the epoch."""
    found: dict[str, float] = {}
    for file in settings.mail_dir.glob("*.eml"):
        head = file.read_bytes()[:2000].decode(errors="replace")
        named = _MESSAGE_ID.search(head)
        at = caught_at(file.name)
        if named and named["template"] == template and at:
            found[named["case"]] = at.timestamp()
    return found


async def mails_of(settings: Settings, cases: list[str]) -> None:
    """Wait until the last mail of each of these cases was caught."""
    async with asyncio.timeout(120):
        while not set(cases) <= set(caught(settings, "summary")):  # noqa: ASYNC110 - files
            await asyncio.sleep(0.2)
