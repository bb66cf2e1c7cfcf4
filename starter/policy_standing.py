"""How the policy file of an installation stands to the policy that is in force."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from schemas.chats import without_secrets
from schemas.errors import Misconfigured, RecordUnavailable
from schemas.policy_text import InvalidPolicy
from schemas.words import Said
from store import policies, schema_version
from store.versions import Versions

if TYPE_CHECKING:
    from store.database import Database
    from worker.installation import Installation


class Standing(NamedTuple):
    """`mistakes` says what is wrong with the file; `in_force` is none before the first case."""

    file: Path
    exists: bool
    mistakes: Said | None
    in_force: str | None
    differs: bool
    """Whether the file says something else than what is in force."""
    older: bool
    """Whether it differs because it is a version from before: the policy was changed elsewhere, and
    nobody wrote in the file."""
    masked: bool
    """Whether what is in force has addresses that it is not shown with."""


def of(installation: "Installation") -> Standing:
    """Of an installation whose record may not be there yet, or out of reach: then the file alone
    is looked at."""
    settings = installation.settings
    if settings.policy and not settings.policy.exists():
        raise Misconfigured(f"HUIYIN_POLICY: there is no file {settings.policy}")
    if not schema_version.absent(settings.record_url):
        with suppress(RecordUnavailable):
            if schema_version.recorded(installation.database) == schema_version.HEAD:
                return _standing(settings.policy_file, installation.database)
    return _standing(settings.policy_file, None)


def _standing(file: Path, database: "Database | None") -> Standing:
    versions = Versions(database) if database else None
    found = versions.in_force() if versions else None
    version = found.version if found else None
    mistakes, text = None, ""
    try:
        text = policies.read(file)
    except InvalidPolicy as invalid:
        mistakes = invalid.said
    differs = bool(found and file.exists() and text != found.text)
    older = bool(differs and versions and versions.had(text))
    masked = bool(found and without_secrets(found.text) != found.text)
    return Standing(file, file.exists(), mistakes, version, differs, older, masked)
