"""What a command works with: settings, logs, and the record of this installation."""

import logging
import sys
from typing import TYPE_CHECKING

from schemas.errors import Misconfigured, RecordUnavailable
from starter.cli import words
from starter.cli.words import said

if TYPE_CHECKING:
    from schemas.settings import Settings
    from starter.gateway import Gateway
    from worker.installation import Installation

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_stderr(level: int | str) -> None:
    """Send every log of this process to stderr, from this level on."""
    logging.basicConfig(stream=sys.stderr, level=level, format=_FORMAT, force=True)


def settings() -> "Settings":
    """The settings of this installation; logging is set up by them.

    Raises:
        BadInput, Misconfigured: a setting is wrong; the text names its variable.
    """
    from schemas.settings import Settings
    from starter.cli.checking import as_variable, checked

    found = checked(Settings, as_variable)
    level = found.log_level.upper()
    if level not in (known := logging.getLevelNamesMapping()):
        raise Misconfigured(said(words.NO_LEVEL, levels=", ".join(known)))
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

    return wiring.gateway(installation())


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
