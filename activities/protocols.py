"""The services that activities are given."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from schemas.analysis import Analysis
from schemas.events import NewEvent
from schemas.learning import Lesson, Trained
from schemas.policy import Policy

if TYPE_CHECKING:
    from store.casebook import OpenCase


class Analyzer(Protocol):
    """Says what a text is about. It never fails on any text."""

    def __call__(self, text: str, policy: Policy, /) -> Analysis: ...


class Trainer(Protocol):
    """Trains a model of this name with lessons besides what it always learns from, and measures it
    against the present one (none: the shipped one) on the fixed evaluation set."""

    def __call__(
        self, name: str, lessons: Sequence[Lesson], present: bytes | None, /
    ) -> Trained: ...


class KeepLikeness(Protocol):
    """Keeps what a new case is compared by, in its transaction. Returns what is to be recorded of
    it besides: that it is linked with another."""

    def __call__(self, case: "OpenCase", now: datetime, /) -> list[NewEvent]: ...


class Compare(Protocol):
    """Finds out what a case is compared by, while it is only looked at: that takes long."""

    def __call__(self, case: "OpenCase", /) -> KeepLikeness: ...


class Envelope(NamedTuple):
    """A message as it travels: bare addresses, and the message as bytes."""

    sender: str
    recipient: str
    content: bytes


class Postman(Protocol):
    """Hands a message to a mail server.

    Raises:
        AddressRefused: the server refuses this address, or this message, for good.
        PostUnavailable: it may work later.
    """

    async def send(self, letter: Envelope, /) -> None: ...


class Messenger(Protocol):
    """Hands a text to a chat. The address is as the policy has it.

    Raises:
        ChatUnavailable: it was not delivered; it may work later.
    """

    async def send(self, address: str, title: str, text: str, /) -> None: ...


Now = Callable[[], datetime]
"""The clock of the machine, in UTC."""


class AddressRefused(Exception):
    """A mail server said 5xx about an address or a message."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the mail server refused the address with {code}")
        self.code = code


class PostUnavailable(Exception):
    """A mail could not be handed over now. The text holds no address."""


class ChatUnavailable(Exception):
    """A chat could not be told. The text holds nothing of its address."""
