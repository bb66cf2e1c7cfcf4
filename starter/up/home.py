"""The data directory: private, with the secret key and the policy in it."""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from schemas.errors import Misconfigured
from schemas.settings import Settings


def make_private(data_dir: Path) -> None:
    """Make the directory, for its owner only."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A sticky directory is everybody's, such as /tmp: closing it would harm the whole machine.
    if not data_dir.stat().st_mode & stat.S_ISVTX:
        data_dir.chmod(0o700)


def furnish(settings: Settings) -> None:
    """See that there are a secret key and, unless another is set, a policy; keeps what is there."""
    if not settings.secret_file.exists():
        _write(settings.secret_file, secrets.token_urlsafe(48).encode())
    settings.secret_file.chmod(0o600)
    if not settings.policy and not settings.policy_file.exists():
        _write(settings.policy_file, (files("schemas") / "policies/default.toml").read_bytes())


@contextlib.contextmanager
def in_one_line(path: Path) -> Iterator[None]:
    """Turns what the system refuses to do with the path into a sentence."""
    try:
        yield
    except OSError as error:
        raise Misconfigured(f"{error.filename or path}: {error.strerror}") from error


def _write(path: Path, content: bytes) -> None:
    # Whole or not at all, also after a power cut: links signed by a lost key are lost.
    new = path.with_name(f".{path.name}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - Path.open takes no mode bits
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
