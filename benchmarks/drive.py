"""Takes cases through the product, and their likes through the floor, and notes the times."""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from temporalio.client import Client

from benchmarks.floor import DECISIONS
from engine.connection import TASK_QUEUE
from schemas.enums import DecisionKind, Priority
from schemas.events import CUSTOMER
from schemas.messages import Choice
from schemas.submissions import Decision, Submission
from starter.gateway import Gateway

_STEPS: dict[str, tuple[str, Choice, dict[str, str]]] = {
    "propose": ("li", Choice(), {"text": "Replace the token and ask the customer to log in."}),
    "approve": ("zhang", Choice(), {}),
    "resolve": ("li", Choice(), {"summary": "The token was replaced; logging in works again."}),
    "confirm": (CUSTOMER, Choice(solved=True, rating=5), {"comment": "Thank you"}),
}


@dataclass
class Times:
    """Seconds of every step, and of the whole run."""

    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    seconds: float = 0.0
    cases: list[str] = field(default_factory=list)

    async def of(self, step: str, work: Awaitable[object]) -> object:
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


async def product(gateway: Gateway, times: Times) -> None:
    """One ordinary case: acknowledged, analyzed, proposed, approved, resolved, confirmed."""
    item = Submission(
        text="无法登入 这次更新完后，无法登入，一直提示错误",
        contact=f"customer-{secrets.token_hex(4)}@example.com",
        name="王小明",
        priority=Priority.HIGH,
    )
    accepted = await gateway.submit(item)
    times.cases.append(accepted.id)
    for step, (by, choice, texts) in _STEPS.items():
        decision = Decision(
            case_id=accepted.id,
            request_id=secrets.token_urlsafe(16),
            kind=DecisionKind(step),
            by=by,
            choice=choice,
            texts=texts,
        )
        carried = await times.of(step, gateway.decide(decision))
        if getattr(carried, "pending", False):
            raise RuntimeError(f"{step} was not carried out in time")


async def floor(client: Client, times: Times) -> None:
    """The same number of messages to a workflow that does nothing with them."""
    handle = await client.start_workflow(
        "Floor", id=f"floor-{secrets.token_hex(8)}", task_queue=TASK_QUEUE
    )
    for step in DECISIONS:
        await times.of(step, handle.execute_update("decide", step))
