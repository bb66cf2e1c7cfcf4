"""The data directory: private, with the secret key and the policy in it."""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from schemas.enums import Locale
from schemas.errors import Misconfigured
from schemas.settings import Settings
from starter.up import words
from store import wholefile


def make_private(data_dir: Path) -> None:
    """Make the directory, for its owner only.

    Raises:
        OSError: it cannot be made, or nothing can be written in it.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A sticky directory is everybody's, such as /tmp: closing it would harm the whole machine.
    if not data_dir.stat().st_mode & stat.S_ISVTX:
        data_dir.chmod(0o700)
    _require_writable(data_dir)


def furnish(settings: Settings) -> None:
    """See that there are a secret key, a place for logs and mails and, unless another is set, a
    policy; keeps what is there.

    Raises:
        OSError: one of these cannot be made or used.
    """
    for directory in (logs(settings), settings.mail_dir):
        directory.mkdir(mode=0o700, exist_ok=True)
        _require_writable(directory)
    if not settings.secret_file.exists():
        _write(settings.secret_file, secrets.token_urlsafe(48).encode())
    settings.secret_file.chmod(0o600)
    if not settings.policy and not settings.policy_file.exists():
        _write(settings.policy_file, (files("schemas") / "policies/default.toml").read_bytes())


@contextlib.contextmanager
def in_one_line(path: Path, locale: Locale) -> Iterator[None]:
    """Turns what the system refuses to do with the path into a sentence."""
    try:
        yield
    except OSError as error:
        known = words.REASONS.get(error.errno or 0)
        told = words.UNUSABLE.in_(locale).format(
            path=error.filename or path, why=known.in_(locale) if known else error.strerror
        )
        raise Misconfigured(told) from error


def logs(settings: Settings) -> Path:
    """Where the parts write what they have to say."""
    return settings.data_dir / "logs"


def _write(path: Path, content: bytes) -> None:
    with wholefile.writing(path) as file:  # links signed by a lost key are lost
        file.write(content)


def _require_writable(directory: Path) -> None:
    if not os.access(directory, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(directory))
