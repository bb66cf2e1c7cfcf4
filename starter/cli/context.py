"""What a command works with: settings, logs, and the record of this installation."""

import logging
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from schemas.errors import Misconfigured, RecordUnavailable
from starter.cli import words
from starter.cli.words import said

if TYPE_CHECKING:
    from schemas.settings import Settings
    from starter.gateway import Gateway
    from worker.installation import Installation

_STARTED = time.monotonic()
_ANSWERS_WITHIN = timedelta(seconds=1.6)
_LEAST, _MOST = timedelta(seconds=0.4), timedelta(seconds=1)
_LEVELS = "DEBUG, INFO, WARNING, ERROR, CRITICAL"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_stderr(level: int) -> None:
    """Send the logs of this process to stderr: from this level on ours, and warnings of others.

    At DEBUG everything that anybody has to say.
    """
    others = level if level == logging.DEBUG else max(level, logging.WARNING)
    logging.basicConfig(stream=sys.stderr, level=others, format=_FORMAT, force=True)
    logging.getLogger("huiyin").setLevel(level)


def settings() -> "Settings":
    """The settings of this installation; logging is set up by them.

    Raises:
        BadInput, Misconfigured: a setting is wrong; the text names its variable.
    """
    from schemas.settings import Settings
    from starter.cli.checking import as_variable, checked

    found = checked(Settings, as_variable)
    level = logging.getLevelNamesMapping().get(found.log_level.upper())
    if level is None:
        raise Misconfigured(said(words.NO_LEVEL, levels=_LEVELS))
    if not logging.getLogger().isEnabledFor(logging.DEBUG):  # else --verbose has been given
        log_to_stderr(level)
    return found


def installation() -> "Installation":
    """This installation, with a record that is ready to be used.

    Raises:
        RecordUnavailable: there is no record yet, it is of another version, or out of reach.
    """
    from worker.installation import Installation

    chosen = settings()
    where = chosen.data_dir if chosen.database_url is None else "HUIYIN_DATABASE_URL"
    found = Installation(chosen)
    _require_current(found, str(where))
    return found


def gateway() -> "Gateway":
    """The door to this installation's cases."""
    from starter import wiring

    return wiring.gateway(installation(), _patience)


def _patience() -> timedelta:
    """A person waits two seconds in all, however long it took to get here."""
    left = _ANSWERS_WITHIN - timedelta(seconds=time.monotonic() - _STARTED)
    return max(_LEAST, min(_MOST, left))


def _require_current(installation: "Installation", where: str) -> None:
    from store import schema_version

    try:
        absent = schema_version.absent(installation.settings.record_url)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise RecordUnavailable(said(words.RECORD_BROKEN, where=where, why=why)) from error
    revision = None if absent else schema_version.recorded(installation.database)
    if revision is None:
        raise RecordUnavailable(said(words.NOT_SET_UP, where=where))
    if revision != (head := schema_version.HEAD):
        told = said(words.OTHER_VERSION, where=where, found=revision, needed=head)
        raise RecordUnavailable(told)
