"""A mail server that does what a test tells it: accept, put off, refuse, be away."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes, policy
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session

from schemas.enums import Template

HOST = "127.0.0.1"
_MESSAGE_ID = re.compile(r"<(?P<case>[^.]+)\.(?P<template>\w+)\.(?P<cycle>\d+)\.(?P<nth>\d+)@")
_ACCEPTED = "250 OK"


class Letter(NamedTuple):
    """A mail that the server has accepted."""

    at: datetime
    recipient: str
    case_id: str
    template: Template
    cycle: int
    occurrence: int
    message_id: str
    text: str


class Digest(NamedTuple):
    """A digest that the server has accepted."""

    at: datetime
    recipient: str
    message_id: str
    subject: str
    text: str


class Attempt(NamedTuple):
    """An address that a client named, and what the server said to it."""

    at: datetime
    address: str
    code: int


class Office:
    """A real SMTP server in this event loop."""

    def __init__(self, clock: Callable[[], Awaitable[datetime]]) -> None:
        self.letters: list[Letter] = []
        self.digests: list[Digest] = []
        self.attempts: list[Attempt] = []
        self.taking = asyncio.Event()
        """Cleared, the server has read a message and does not say whether it accepts it."""
        self.taking.set()
        self.holding = 0
        """How many messages wait for `taking`."""
        self.port = 0
        self._clock = clock
        self._answers: dict[str, Iterator[str]] = {}
        self._to_everybody: str | None = None
        self._to_messages: Iterator[str] = iter(())
        self._hanging_up = 0
        self._listening: asyncio.Server | None = None
        self._conversations: list[SMTP] = []

    def answer(self, address: str, answers: Iterator[str]) -> None:
        """Say these to the next mails for an address; accept when there are no more."""
        self._answers[address] = answers

    def busy(self, answer: str | None = "451 4.3.0 try again later") -> None:
        """Say the same to every mail, until told otherwise with none."""
        self._to_everybody = answer

    def answer_messages(self, answers: Iterator[str]) -> None:
        """Say these to the next messages themselves, after their addresses were accepted."""
        self._to_messages = answers

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._talk, HOST, self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    def hang_up(self, times: int = 1) -> None:
        """Take the next messages, and hang up before saying so."""
        self._hanging_up = times

    def told(self, address: str) -> list[Digest]:
        """The digests for an address that were accepted, in order."""
        return [each for each in self.digests if each.recipient == address]

    def away(self) -> None:
        """Hang up on everybody, and refuse whoever connects; until `open`."""
        if self._listening:
            self._listening.close()
        for each in self._conversations:
            if isinstance(each.transport, asyncio.WriteTransport):
                each.transport.abort()
        self._conversations.clear()

    def sent(self, case_id: str, *, team: bool | None = None) -> list[Template]:
        """What was accepted of a case, in order; only a team's, or only a customer's."""
        found = [letter.template for letter in self.letters if letter.case_id == case_id]
        return [each for each in found if team is None or each.for_team is team]

    def _talk(self) -> SMTP:
        self._conversations.append(SMTP(self, hostname="office.example", ident="test"))
        return self._conversations[-1]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self._to_everybody or next(self._answers.get(address, iter(())), _ACCEPTED)
        said = said.encode("ascii", "ignore").decode()
        self.attempts.append(Attempt(await self._clock(), address, int(said[:3])))
        if said == _ACCEPTED:
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.holding += 1
        await self.taking.wait()
        self.holding -= 1
        if said := next(self._to_messages, None):
            return said.encode("ascii", "ignore").decode()
        self._keep(await self._clock(), envelope)
        if self._hanging_up:
            self._hanging_up -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return _ACCEPTED

    def _keep(self, at: datetime, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        body = message.get_body(("plain",))
        assert body
        about = (str(message["Message-ID"]), str(message["Subject"]), body.get_content())
        if about[0].startswith("<digest."):
            self.digests.append(Digest(at, envelope.rcpt_tos[0], *about))
        else:
            self.letters.append(_letter(at, envelope))


@asynccontextmanager
async def office(clock: Callable[[], Awaitable[datetime]]) -> AsyncIterator[Office]:
    """A mail server that is open."""
    opened = Office(clock)
    await opened.open()
    try:
        yield opened
    finally:
        opened.taking.set()
        opened.away()


def _letter(at: datetime, envelope: Envelope) -> Letter:
    content = envelope.content
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=policy.default)
    message_id = str(message["Message-ID"])
    found = _MESSAGE_ID.match(message_id)
    assert found, message_id
    body = message.get_body(("plain",))
    assert body
    return Letter(
        at=at,
        recipient=envelope.rcpt_tos[0],
        case_id=found["case"],
        template=Template(found["template"]),
        cycle=int(found["cycle"]),
        occurrence=int(found["nth"]),
        message_id=message_id,
        text=body.get_content(),
    )
