"""Addresses of team chats. They let in whoever knows them, so they are never shown."""

import hashlib
import re
from typing import Annotated

from pydantic import AfterValidator, PlainSerializer, SecretStr

from schemas.findings import Mistake
from schemas.words import Said

ENVIRONMENT = "env:"
"""An address that begins so is the name of a variable in the worker's environment."""

_FORM = re.compile(r"env:[A-Z][A-Z0-9_]{0,79}|[a-z][a-z0-9+.-]{1,30}://[!-~]{1,2000}")
_FORMS = Said(
    '写成 "env:SUPPORT_CHAT" 或 "dingtalk://token"',
    'write "env:SUPPORT_CHAT" or "dingtalk://token"',
)
_STARS = "://****"
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
_LIST = re.compile(rf"(?m)\bnotify\s*=\s*\[(?:\s|,|#[^\n]*|{_STRING})*\]")
_SECRET = re.compile(r"([\"'])([a-z][a-z0-9+.-]*)://[^\n]*?\1")


def _is_address(given: SecretStr) -> SecretStr:
    written = given.get_secret_value()
    if not _FORM.fullmatch(written) or written.endswith(_STARS):
        raise Mistake("不是群聊的地址", "is no address of a chat", _FORMS)
    return given


def masked(address: str) -> str:
    """An address as it may be shown: the name of a variable, or the kind of service."""
    if address.startswith(ENVIRONMENT):
        return address
    return address.partition("://")[0] + _STARS


def fingerprint(address: SecretStr) -> str:
    """What stands for an address where it must not be seen."""
    written = address.get_secret_value()
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _shown(address: SecretStr) -> str:
    written = address.get_secret_value()
    if written.startswith(ENVIRONMENT):
        return written
    return f"{masked(written)} ({fingerprint(address)[:8]})"


ChatAddress = Annotated[
    SecretStr, AfterValidator(_is_address), PlainSerializer(_shown, return_type=str)
]
"""`env:NAME`, or an address as apprise writes them. It prints itself
masked; a fingerprint tells two of a kind apart."""


def without_secrets(policy_text: str) -> str:
    """The text of a policy as it may be shown: the addresses in `notify` are masked."""
    return _LIST.sub(lambda found: _SECRET.sub(rf"\1\2{_STARS}\1", found[0]), policy_text)
