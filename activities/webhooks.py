"""One pass of telling other systems what happened: messages are written ahead, claimed, posted and
marked. Killed anywhere, a message is posted again, under the same id, once the claim is over."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx
from standardwebhooks import Webhook
from temporalio import activity

from activities.beating import beating
from activities.protocols import Now
from schemas.webhooks import Message

if TYPE_CHECKING:
    from store.webhooks import Webhooks

GIVEN_UP_AFTER = timedelta(days=3)
LEASE = timedelta(minutes=1)
"""How long a message is in the hands of one worker; longer than posting it can take."""
_PATIENCE = timedelta(seconds=15)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
_BATCH, _AT_ONCE = 200, 10
_GONE = 410
_CLOSED = "the receiver says that it is gone (410)"


def secret(keys: Sequence[str], webhook: str, generation: int) -> list[str]:
    """The secrets that messages of a webhook are signed with, as receivers are given them: of this
    generation and the one before, by each of the installation's keys; the first is the present one.
    """
    generations = [n for n in (generation, generation - 1) if n > 0]
    return [_secret(key, webhook, n) for n in generations for key in reversed(keys)]


class WebhookActivities:
    """Tells other systems; safe to run twice at once, and to be killed."""

    def __init__(self, book: "Webhooks", keys: Sequence[str], now: Now) -> None:
        self._book = book
        self._keys = keys
        self._now = now

    @activity.defn(name="tell_systems")
    async def tell(self) -> int:
        """Write ahead what is to be told, and post what waits; how many messages were taken."""
        async with beating():
            return await self.run()

    async def run(self) -> int:
        """The pass itself."""
        await asyncio.to_thread(self._book.gather, self._now())
        waiting = await asyncio.to_thread(self._book.to_send, self._now(), _BATCH)
        gate = asyncio.Semaphore(_AT_ONCE)
        # Redirects are not followed: a message goes where the administrator said, or nowhere.
        async with httpx.AsyncClient(timeout=_PATIENCE.total_seconds()) as client:

            async def one(message_id: str) -> bool:
                async with gate:
                    return await self._send(client, message_id)

            return sum(await asyncio.gather(*map(one, waiting)))

    async def _send(self, client: httpx.AsyncClient, message_id: str) -> bool:
        message = await asyncio.to_thread(self._book.claim, message_id, self._now(), LEASE)
        if message is None:
            return False
        body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":"))
        try:
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                answer = await client.post(
                    message.url, content=body, headers=self._headers(message, body)
                )
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return await self._later(message, None, type(error).__name__)
        if answer.is_success:
            await asyncio.to_thread(
                self._book.delivered, message.id, answer.status_code, self._now()
            )
            return True
        if answer.status_code == _GONE:
            await self._give_up(message, _GONE, _CLOSED)
            return False
        return await self._later(message, answer.status_code, f"HTTP {answer.status_code}")

    def _headers(self, message: Message, body: str) -> dict[str, str]:
        """Those of Standard Webhooks; signed with every secret that is good now."""
        at: datetime = self._now()
        secrets = secret(self._keys, message.webhook, message.generation)
        signed = [Webhook(each).sign(message.id, at, body) for each in secrets]
        return {
            "content-type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signed),
            "user-agent": "Huiyin",
        }

    async def _later(self, message: Message, code: int | None, trouble: str) -> bool:
        now = self._now()
        if now - message.written_at > GIVEN_UP_AFTER:
            await self._give_up(message, code, trouble)
        else:
            until = now + _pause(message.attempts)
            await asyncio.to_thread(self._book.put_off, message.id, until, code, trouble)
        return False

    async def _give_up(self, message: Message, code: int | None, trouble: str) -> None:
        await asyncio.to_thread(self._book.give_up, message.id, code, trouble, self._now())


def _pause(attempts: int) -> timedelta:
    """Longer after each attempt."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, 12)), _LONGEST_PAUSE)


def _secret(key: str, webhook: str, generation: int) -> str:
    made = hmac.new(key.encode(), f"webhook:{webhook}:{generation}".encode(), hashlib.sha256)
    return "whsec_" + base64.b64encode(made.digest()).decode()
