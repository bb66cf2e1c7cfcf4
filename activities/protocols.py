"""The services that activities are given."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from schemas.analysis import Analysis
from schemas.policy import Policy


class Analyzer(Protocol):
    """Says what a text is about. It never fails on any text."""

    def __call__(self, text: str, policy: Policy, /) -> Analysis: ...


class Postman(Protocol):
    """Hands a message to a mail server.

    Raises:
        AddressRefused: the server refuses this address, or this message, for good.
        PostUnavailable: it may work later.
    """

    async def send(self, message: EmailMessage) -> None: ...


Now = Callable[[], datetime]
"""The clock of the machine, in UTC."""


class AddressRefused(Exception):
    """A mail server said 5xx about an address or a message."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the mail server refused the address with {code}")
        self.code = code


class PostUnavailable(Exception):
    """A mail could not be handed over now. The text holds no address."""
