"""Files that people send along with their words."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from schemas.bounds import Instant, Login
from schemas.errors import BadInput

MOST_NAME = 150
"""Bytes: with an id in front it is still a name on every disk."""


class Attachment(BaseModel):
    """A file that is kept. `name` is what its sender called it, `type` what its contents are."""

    model_config = ConfigDict(frozen=True)

    id: str
    sha256: str
    size: int
    """Bytes."""
    type: str
    name: str
    kept_at: Instant
    case_id: str | None = None
    event_seq: int | None = None
    by: Login | None = None


class FileLimits(BaseModel):
    """What is accepted: bytes of one file, its kinds, and how many files with one message."""

    model_config = ConfigDict(frozen=True)

    most_bytes: int
    kinds: frozenset[str]
    most_files: int


class FileTrouble(StrEnum):
    """Why a file is not accepted. Stable names: doors translate them."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    KIND = "kind"
    UNKNOWN = "unknown"


class FileRefused(BadInput):
    """A file is not kept, or there is no such file to be linked."""

    def __init__(self, trouble: FileTrouble, name: str) -> None:
        super().__init__(f"{name}: {trouble.value}")
        self.trouble = trouble
        self.name = name


def safe_name(name: str) -> str:
    """A file's name without folders, control characters and what else could mislead."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(char for char in last if char.isprintable()).strip(" .")
    # From the end, where the kind is; of a letter that is cut through nothing is left.
    return plain.encode()[-MOST_NAME:].decode(errors="ignore").strip(" .") or "file"
