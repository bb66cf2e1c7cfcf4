"""What the page shows of a mail. Nothing a stranger wrote into it makes these fail."""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from functools import lru_cache
from pathlib import Path

_HEAD_BYTES = 65_536
_SHOWN = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To")


@dataclass(frozen=True)
class Line:
    """A mail in the list."""

    to: str
    subject: str


@dataclass(frozen=True)
class Mail:
    """A mail that was opened."""

    subject: str
    headers: list[tuple[str, str]]
    text: str
    html: str


@lru_cache(maxsize=1_000)
def read_line(path: Path) -> Line:
    """Reads no more than the beginning; a mail never changes, so what was read stays."""
    with path.open("rb") as file:
        message = BytesHeaderParser(policy=policy.default).parsebytes(file.read(_HEAD_BYTES))
    return Line(_header(message, "X-Envelope-To") or _header(message, "To"), _subject(message))


def read_mail(path: Path) -> Mail:
    with path.open("rb") as file:
        message = BytesParser(policy=policy.default).parse(file)
    headers = [(name, _header(message, name)) for name in _SHOWN]
    return Mail(
        subject=_subject(message),
        headers=[(name, value) for name, value in headers if value],
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _subject(message: EmailMessage) -> str:
    return _header(message, "Subject")


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except Exception:  # noqa: BLE001 - some malformed headers make the standard parser raise anything
        return ""


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown charset, or not even an attempt at one
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
