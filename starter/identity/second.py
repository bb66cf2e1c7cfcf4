"""The second factor: one-time codes of an app (TOTP), and recovery codes for who has lost it."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from starter.identity import tokens

RECOVERY_CODES = 10
_STEP_SECONDS = 30
_DRIFT = (0, -1, 1)
"""Clocks of phones are not exact: a code of the step before or after is as good."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 3, 5
_ISSUER = "Huiyin"


class Sealer:
    """Seals the secrets of one-time codes: the record alone, or a copy of it, opens none.

    The last key seals, any of them opens.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        made = [hashlib.sha256(f"huiyin.second:{key}".encode()).digest() for key in keys]
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(k)) for k in reversed(made)])

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The secret; none if it was sealed by a key that is not known any more."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None


def new_secret() -> str:
    """A secret for an app to make codes of."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """The `otpauth:` address by which an app takes a secret over."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code is of; none if it is not right, or not at this time."""
    given = code.replace(" ", "")
    step = int(now.timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    right = [step + d for d in _DRIFT if tokens.same(totp.generate_otp(step + d), given)]
    return right[0] if right else None


def new_codes() -> list[str]:
    """Recovery codes, to be shown once."""
    return [_code() for _ in range(RECOVERY_CODES)]


def code_digest(code: str) -> str:
    """The hash by which a recovery code is kept, however it was typed."""
    return tokens.digest("".join(code.lower().split()).replace("-", ""))


def _code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
