"""Walks cases through the process by the doors, as people do, whatever is down at the moment."""

import asyncio
import random
import secrets
from contextlib import suppress
from http.client import HTTPException
from urllib.error import URLError

from schemas.enums import DecisionKind, Priority, Stage
from schemas.messages import Choice
from schemas.submissions import Decision, Submission
from starter.gateway import Gateway
from store.database import Database
from tests.system.browsing import fetch, nonce
from tests.system.installed import PARTS, Installed
from tests.waiting import until
from worker.installation import Installation


class Walker:
    """Takes one case to its end, and remembers what was decided.

    `patience` in seconds is how long a step may take: while parts die every few seconds, one case
    can be the unlucky one many times over.
    """

    def __init__(
        self, installed: Installed, gateway: Gateway, chance: random.Random, patience: float
    ) -> None:
        self._patience = patience
        self._installed = installed
        self._gateway = gateway
        self._chance = chance
        self.case = ""
        self.decided: list[str] = []

    async def walk(self) -> None:
        """Submitted, proposed, approved or not, resolved, confirmed or reopened once."""
        self.address = f"customer-{secrets.token_hex(4)}@example.com"
        priority = self._chance.choice(list(Priority))
        item = Submission(text="无法登入", contact=self.address, priority=priority)
        self.case = (await self._gateway.submit(item)).id
        await self._solve(priority)
        if self._chance.random() < 0.3:
            await self._answer("no")
            await self._solve(priority)
        await self._answer("yes")
        await self._at(Stage.CLOSED)

    async def _solve(self, priority: Priority) -> None:
        await self._at(Stage.PLANNING)
        await self._decide(DecisionKind.PROPOSE, "li", text="replace it")
        if priority is Priority.HIGH:
            if self._chance.random() < 0.5:
                await self._decide(DecisionKind.REJECT, "zhang", reason="too slow")
                await self._decide(DecisionKind.PROPOSE, "li", text="replace it at once")
            await self._decide(DecisionKind.APPROVE, "zhang")
        await self._decide(DecisionKind.RESOLVE, "li", summary="replaced")
        await self._at(Stage.AWAITING_CONFIRMATION)

    async def _decide(self, kind: DecisionKind, by: str, **texts: str) -> None:
        """Decide, and repeat the request as an impatient client does."""
        request_id = secrets.token_urlsafe(16)
        self.decided.append(request_id)
        decision = Decision(
            case_id=self.case,
            request_id=request_id,
            kind=kind,
            by=by,
            choice=Choice(),
            texts=texts,
        )
        for _ in range(2 if self._chance.random() < 0.3 else 1):
            await self._gateway.decide(decision)

    async def _answer(self, solved: str) -> None:
        """Answer on the customer's page, by its form, until the web process has taken it."""
        received_at = self._gateway.look(self.case).received_at
        link = self._gateway.status_url(self.case, self.address, received_at)
        page = await self._until_fetched(link, None)
        form = {"solved": solved, "rating": "4", "comment": "", "nonce": nonce(page)}
        await self._until_fetched(link, form)
        other = Stage.PLANNING if solved == "no" else Stage.CLOSED
        await self._at(other)

    async def _until_fetched(self, link: str, form: dict[str, str] | None) -> str:
        while True:
            with suppress(URLError, HTTPException, ConnectionError, TimeoutError):  # it is away
                return await asyncio.to_thread(fetch, link, form)

    async def _at(self, stage: Stage) -> None:
        def there() -> bool:
            return self._gateway.look(self.case).state.stage is stage

        await until(there, self._patience, every=0.2)


def gateway_of(installed: Installed) -> tuple[Gateway, Database]:
    """The installation's own door, inside this process."""
    from starter.wiring import gateway

    installation = Installation(installed.settings())
    return gateway(installation), installation.database


async def killing(installed: Installed, chance: random.Random, kills: int) -> None:
    """SIGKILL a part, some instant after all of them are alive again, so many times."""
    for _ in range(kills):
        await until(lambda: all(installed.process(part) for part in PARTS), 60)
        await asyncio.sleep(chance.uniform(0.1, 2.5))  # the instant is the point, not a wait
        installed.kill(chance.choice(PARTS))
