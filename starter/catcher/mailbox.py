"""A directory of caught mails: one `.eml` file each, named by when it came."""

import os
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from store import wholefile

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*\.eml", re.ASCII)
_TIME = "%Y%m%dT%H%M%S%fZ"


class Mailbox:
    """Whoever reads the directory sees a mail whole or not at all."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for unfinished in directory.glob(".*.eml.*"):  # never acknowledged, so sent again
            unfinished.unlink(missing_ok=True)

    def keep(self, sender: str | None, recipients: Sequence[str], content: bytes) -> Path:
        """Write a mail, its envelope in front; when this returns it survives a power cut."""
        name = f"{datetime.now(UTC).strftime(_TIME)}-{secrets.token_hex(4)}.eml"
        kept = self._directory / name
        with wholefile.writing(kept) as file:
            file.write(_envelope(sender, recipients) + content)
        return kept

    def names(self) -> list[str]:
        """The newest first."""
        with os.scandir(self._directory) as entries:
            return sorted((e.name for e in entries if _NAME.fullmatch(e.name)), reverse=True)

    def path(self, name: str) -> Path | None:
        """The file of that name, if there is one in this directory."""
        path = self._directory / name
        return path if _NAME.fullmatch(name) and path.is_file() else None


def caught_at(name: str) -> datetime | None:
    """When a mail of that name came; none if the catcher did not name it."""
    try:
        return datetime.strptime(name.partition("-")[0], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _envelope(sender: str | None, recipients: Sequence[str]) -> bytes:
    lines = f"X-Envelope-From: {sender or '<>'}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
    return lines.encode("utf-8", "surrogateescape")
