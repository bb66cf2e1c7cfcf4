"""Signed links for customers: what a token says, and when it is believed.

A token carries no address and no run id. Whoever holds it may see the one case it names.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, BadSignature, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode
from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.bounds import CaseId, Instant

LINK_LIFE = timedelta(days=400)
"""For how long a link is believed, from the event that it was written for."""
OWN_LINK_LIFE = timedelta(hours=1)
"""For how long a link to all cases of an address is believed, from when it was asked for."""


class Purpose(StrEnum):
    """What a link is for. `CASE` shows the case and what it asks now, the others one question.

    All but `APPROVE` and `TASK` are for the customer.
    """

    CASE = "case"
    ANSWER = "answer"
    CONFIRM = "confirm"
    APPROVE = "approve"
    """A member of staff decides a proposal; `id` names its version and level."""
    TASK = "task"
    """An outside party says that a task is done; `id` names the task."""


class Link(BaseModel):
    """The claims of a token. `recipient` is a keyed hash; `id` tells links of one purpose apart."""

    model_config = ConfigDict(frozen=True)

    case_id: CaseId
    cycle: int
    purpose: Purpose
    recipient: str
    expires_at: Instant
    id: str


class BadLink(Exception):
    """The token was altered, is of another installation, or has expired."""


class Signer:
    """Signs and reads tokens. Of several keys the last one signs and all are believed."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or not all(keys):
            raise ValueError("a signing key must not be empty")
        self._keys = list(keys)
        self._links = _serializer(self._keys, "huiyin.link")
        self._nonces = _serializer(self._keys, "huiyin.nonce")
        self._own = _serializer(self._keys, "huiyin.own")

    def recipient(self, address: str | None) -> str:
        """A short keyed hash of an address; it does not reveal the address."""
        return _hashed(self._keys[-1], address)

    def is_for(self, link: Link, address: str | None) -> bool:
        """Whether a link was written for this address, under any of the keys."""
        return self.matches(link.recipient, address)

    def token(self, link: Link) -> str:
        """The same link always gives the same token."""
        return _text(
            self._links.dumps(
                [
                    link.case_id,
                    link.cycle,
                    link.purpose.value,
                    link.recipient,
                    int(link.expires_at.timestamp()),
                    link.id,
                ]
            )
        )

    def case_token(self, case_id: str, contact: str | None, received_at: datetime) -> str:
        """The token of a case's own link: the same in answers, mails and on the command line."""
        return self.token(
            Link(
                case_id=case_id,
                cycle=1,
                purpose=Purpose.CASE,
                recipient=self.recipient(contact),
                expires_at=received_at + LINK_LIFE,
                id="case",
            )
        )

    def approval_token(self, case_id: str, cycle: int, part: str, login: str, at: datetime) -> str:
        """The token by which one person decides one level of one version (`part`)."""
        return self.token(
            Link(
                case_id=case_id,
                cycle=cycle,
                purpose=Purpose.APPROVE,
                recipient=self.recipient(staff(login)),
                expires_at=at + LINK_LIFE,
                id=part,
            )
        )

    def task_token(self, case_id: str, cycle: int, task: str, address: str, at: datetime) -> str:
        """The token by which an outside party says that its task is done."""
        return self.token(
            Link(
                case_id=case_id,
                cycle=cycle,
                purpose=Purpose.TASK,
                recipient=self.recipient(outside(address)),
                expires_at=at + LINK_LIFE,
                id=task,
            )
        )

    def read(self, token: str, now: datetime) -> Link:
        """Read a token.

        Raises:
            BadLink: it was altered, is not ours, or has expired.
        """
        try:
            case, cycle, purpose, recipient, expires, ident = self._links.loads(_exact(token))
            link = Link(
                case_id=case,
                cycle=cycle,
                purpose=purpose,
                recipient=recipient,
                expires_at=expires,
                id=ident,
            )
        except (BadData, ValidationError, ValueError, TypeError) as error:
            raise BadLink from error
        if now >= link.expires_at:
            raise BadLink
        return link

    def own_token(self, link_id: str, address: str, expires_at: datetime) -> str:
        """The token by which somebody finds the cases of an address; the address is not in it."""
        parts = [link_id, self.recipient(address), int(expires_at.timestamp())]
        return _text(self._own.dumps(parts))

    def read_own(self, token: str, now: datetime) -> tuple[str, str]:
        """The id of such a link, and the keyed hash of its address.

        Raises:
            BadLink: it was altered, is not ours, or has expired.
        """
        try:
            link_id, recipient, expires = self._own.loads(_exact(token))
        except (BadData, ValueError, TypeError) as error:
            raise BadLink from error
        if now.timestamp() >= expires:
            raise BadLink
        return link_id, recipient

    def keyed(self, text: str) -> str:
        """A keyed hash of a text, to know it again without keeping it."""
        return hmac.new(self._keys[-1].encode(), text.encode(), hashlib.sha256).hexdigest()[:32]

    def matches(self, recipient: str, address: str | None) -> bool:
        """Whether a keyed hash is that of an address, under any of the keys."""
        return any(hmac.compare_digest(recipient, _hashed(key, address)) for key in self._keys)

    def nonce(self, *parts: str | int) -> str:
        """A signed hidden field that ties a form to the page view it was shown on."""
        return _text(self._nonces.dumps(list(parts)))

    def read_nonce(self, nonce: str) -> list[str | int]:
        """The parts of a nonce.

        Raises:
            BadLink: it was altered or is not ours.
        """
        try:
            return list(self._nonces.loads(_exact(nonce)))
        except (BadData, ValueError, TypeError) as error:
            raise BadLink from error


def staff(login: str) -> str:
    """What stands for a member of staff in a link; no customer's address can be the same."""
    return f"staff:{login}"


def outside(address: str) -> str:
    """What stands for an outside party in a link: it may have the address of a customer."""
    return f"outside:{address}"


def part(version: int, level: int) -> str:
    """The version and the level that a link of an approver is for."""
    return f"{version}.{level}"


def _exact(token: str) -> str:
    """The token, if it is written as we write it: decoding alone forgives some changes."""
    for part in token.split("."):
        if base64_encode(base64_decode(part)).decode() != part:
            raise BadSignature("not as it was written")
    return token


def _hashed(key: str, address: str | None) -> str:
    words = (address or "").lower().encode()
    return hmac.new(key.encode(), words, hashlib.sha256).hexdigest()[:12]


def _serializer(keys: list[str], salt: str) -> URLSafeSerializer:
    strong = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(keys, salt=salt, signer_kwargs=strong)


def _text(signed: str | bytes) -> str:
    return signed.decode() if isinstance(signed, bytes) else signed
