"""The door by which customers find their own cases again, by a link that is mailed to them."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from activities.protocols import Now
from rules.links import OWN_LINK_LIFE, BadLink, Signer
from schemas.enums import Locale
from schemas.notices import OwnLink
from store.own_links import OwnLinks

if TYPE_CHECKING:
    from store.database import Database
    from store.tables import Case

_AGAIN_AFTER = timedelta(minutes=5)
"""An address gets one mail in so much time, however often it is asked for."""


class OwnCases:
    """One's own cases; nobody learns by asking whether an address has any."""

    def __init__(self, database: "Database", signer: Signer, now: Now) -> None:
        self._links = OwnLinks(database)
        self._signer = signer
        self._now = now

    async def ask(self, address: str, locale: Locale) -> None:
        """Have a link mailed to an address, if it has cases: that is looked at where it is sent."""
        now = self._now()
        link = OwnLink(
            id=secrets.token_hex(16),
            address=address.lower(),
            locale=locale,
            written_at=now,
            expires_at=now + OWN_LINK_LIFE,
        )
        await asyncio.to_thread(self._links.ask, link, _AGAIN_AFTER)

    async def cases(self, token: str) -> tuple[str, Sequence["Case"]]:
        """The address that a link was mailed to, and its cases, the latest first.

        Raises:
            BadLink: it is not believed, or not any more.
        """
        return await asyncio.to_thread(self._cases, token)

    def _cases(self, token: str) -> tuple[str, Sequence["Case"]]:
        link_id, recipient = self._signer.read_own(token, self._now())
        link = self._links.find(link_id, self._now())
        if link is None or not self._signer.matches(recipient, link.address):
            raise BadLink
        return link.address, self._links.cases(link.address)
