"""Secrets that let somebody in: made here, shown once, and kept as a hash.

They are long and random, so a plain hash of them cannot be guessed back.
"""

import hashlib
import hmac
import secrets
from typing import NamedTuple

_MARK = "hy"
_ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class KeyParts(NamedTuple):
    """A key as a system sends it: which one it is, and what proves it."""

    id: str
    secret: str

    def __str__(self) -> str:
        return f"{_MARK}_{self.id}_{self.secret}"


def new() -> str:
    """A token of a session or of a link: 256 bits."""
    return secrets.token_urlsafe(32)


def new_key() -> KeyParts:
    """A key that nobody has."""
    key_id = "".join(secrets.choice(_ID_ALPHABET) for _ in range(12))
    return KeyParts(key_id, secrets.token_urlsafe(32))


def key_parts(text: str) -> KeyParts:
    """The parts of what was sent as a key; of anything else, parts that no key has."""
    mark, _, rest = text.partition("_")
    key_id, _, secret = rest.partition("_")
    return KeyParts(key_id[:16] if mark == _MARK else "", secret)


def digest(token: str) -> str:
    """The hash by which a token is kept."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are one, told in a time that says nothing about them."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
