"""One pass of telling people: what waits is gathered into digests, and these are handed over.

A digest is written ahead, claimed for a while, handed over and marked. Killed anywhere, it is
handed over again, with the same Message-ID, once the claim is over.
"""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.beating import beating
from activities.correspondence import Correspondence
from activities.letters import digest as digests
from activities.protocols import (
    AddressRefused,
    ChatUnavailable,
    Messenger,
    Now,
    Postman,
    PostUnavailable,
)
from rules.digests import NEWS_FOR, drafts, open_targets
from schemas.chats import fingerprint
from schemas.notices import Digest, Way
from schemas.policy import Policy

if TYPE_CHECKING:
    from store.digests import Digests, Gathering

EVERY = timedelta(minutes=1)
"""A recipient has at most one digest in so much time."""
LEASE = timedelta(minutes=2)
"""How long a digest is in the hands of one worker; longer than handing over can take."""
_REFUSED_FOR = timedelta(days=1)
"""After it, an address that was refused is tried again."""
_HAND_OVER = timedelta(seconds=30)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
_BATCH = 50
_AT_ONCE = 5


class NoticeActivities:
    """Tells people of what concerns them; safe to run twice at once, and to be killed."""

    def __init__(
        self,
        book: "Digests",
        postman: Postman,
        messenger: Messenger,
        correspondence: Correspondence,
        now: Now,
    ) -> None:
        self._book = book
        self._postman = postman
        self._messenger = messenger
        self._correspondence = correspondence
        self._now = now

    @activity.defn
    async def tell(self) -> int:
        """Gather what may be told now, and hand over every digest that waits; returns how many
        were handed over."""
        async with beating():
            return await self.run()

    async def run(self) -> int:
        """The pass itself."""
        await asyncio.to_thread(self.gather)
        waiting = await asyncio.to_thread(self._book.to_send, self._now(), _BATCH)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(digest_id: str) -> bool:
            async with gate:
                return await self.send(digest_id)

        return sum(await asyncio.gather(*map(one, waiting)))

    def gather(self) -> None:
        """Write the digests ahead that are called for now."""
        with self._book.gathering() as gathering:
            _gather(gathering, self._now())

    async def send(self, digest_id: str) -> bool:
        """Hand over one digest, unless somebody else has it; whether it was."""
        digest = await asyncio.to_thread(self._book.claim, digest_id, self._now(), LEASE)
        if digest is None:
            return False
        policy = await asyncio.to_thread(self._book.policy)
        if digest.way is Way.CHAT:
            return await self._to_chat(digest, policy)
        return await self._to_mailbox(digest, policy)

    async def _to_mailbox(self, digest: Digest, policy: Policy) -> bool:
        letter = await asyncio.to_thread(self._correspondence.digest, digest, policy)
        try:
            async with asyncio.timeout(_HAND_OVER.total_seconds()):
                await self._postman.send(letter)
        except AddressRefused as refusal:
            return await self._refused(digest, refusal.code)
        except (PostUnavailable, TimeoutError) as error:
            # As soon as the mail server is back, the next pass brings it.
            return await self._later(digest, timedelta(), str(error) or type(error).__name__)
        return await self._sent(digest)

    async def _to_chat(self, digest: Digest, policy: Policy) -> bool:
        address = _chat(policy, digest.target)
        if address is None or self._now() - digest.written_at > NEWS_FOR:
            await asyncio.to_thread(self._book.dropped, digest.id)
            return False
        title, text = await asyncio.to_thread(digests.chat, digest, policy)
        try:
            await self._messenger.send(address, title, text)
        except ChatUnavailable as error:
            return await self._later(digest, _pause(digest.attempts), str(error))
        return await self._sent(digest)

    async def _sent(self, digest: Digest) -> bool:
        await asyncio.to_thread(self._book.sent, digest.id, self._now())
        return True

    async def _refused(self, digest: Digest, code: int) -> bool:
        """A person's notices go to the team instead; for a team there is nobody else."""
        if digest.to_person:
            await asyncio.to_thread(self._book.refused, digest.id, code)
            return False
        return await self._later(digest, _LONGEST_PAUSE, f"SMTP {code}", code)

    async def _later(
        self, digest: Digest, pause: timedelta, trouble: str, code: int | None = None
    ) -> bool:
        until = self._now() + pause
        await asyncio.to_thread(self._book.put_off, digest.id, until, trouble, code)
        return False


def _gather(gathering: "Gathering", now: datetime) -> None:
    policy, waiting = gathering.policy, gathering.waiting()
    refused = gathering.refused(now - _REFUSED_FOR)
    written = drafts(waiting, policy, gathering.busy(now - EVERY), refused, now)
    reached: dict[int, set[str]] = {}
    for draft in written:
        gathering.write(draft, now)
        for number in draft.notices:
            reached.setdefault(number, set()).add(draft.target)
    settled = [
        notice.id
        for notice in waiting
        if all(
            target in reached.get(notice.id, ())
            for _, target in open_targets(notice, policy, refused, now)
        )
    ]
    gathering.settle(settled, now)


def _chat(policy: Policy, target: str) -> str | None:
    """The address of a chat by its fingerprint; none if it is not in the policy any more."""
    for team in policy.teams.values():
        for address in team.notify:
            if fingerprint(address) == target:
                return address.get_secret_value()
    return None


def _pause(attempts: int) -> timedelta:
    """Longer after each attempt."""
    doublings = min(attempts - 1, 10)
    return min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)
