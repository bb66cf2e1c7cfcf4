"""Other systems that want to hear what happens, and what they are told: never a person's words."""

from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.bounds import Instant, Key
from schemas.enums import EventKind
from schemas.findings import Mistake

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST = 500


class DeliveryStatus(StrEnum):
    """What became of one message. `GIVEN_UP`: tried for days in vain, or the webhook was ended."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


def _address(text: str) -> str:
    """Raises `Mistake` unless messages can be posted there without being read on the way."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    plain = text.isascii() and text.isprintable() and " " not in text
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not (plain and host and safe) or parts.username or parts.fragment:
        raise Mistake(
            "应是 https 地址，不含用户名和 #；本机地址可以用 http",
            "must be an https address without a user name and without #; http is for this machine",
        )
    return text


HookUrl = Annotated[str, Field(max_length=_LONGEST), AfterValidator(_address)]


class NewWebhook(BaseModel):
    """A system that is to hear of events. No `events`: of all of them."""

    model_config = ConfigDict(frozen=True)

    name: Key
    url: HookUrl
    events: tuple[EventKind, ...] = ()


class Message(BaseModel):
    """One message that is to be posted: what happened, and where the case stands now."""

    model_config = ConfigDict(frozen=True)

    id: str
    url: str
    webhook: str
    generation: int
    attempts: int
    written_at: Instant
    body: dict[str, Any]
