"""Which policy a person means: a version, a file, one that is shipped, or the one in force."""

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import BadInput
from schemas.policy_text import InvalidPolicy
from starter.cli import policy_words as words
from starter.cli.words import said
from starter.policies import text
from store.policies import SHIPPED, shipped_text, written
from store.versions import Text, Versions

if TYPE_CHECKING:
    from worker.installation import Installation


def chosen(reference: str | None) -> Text:
    """The policy of a reference; none means the one in force, or what will be the first.

    Raises:
        BadInput: there is no such version and no such file.
        InvalidPolicy: the file is no policy.
        RecordUnavailable: it takes the record, and that cannot be reached.
    """
    if reference is None:
        return _in_force()
    if Path(reference).is_file():
        return _of_file(reference)
    shipped = reference if reference in SHIPPED else f"{reference}.toml"
    if found := shipped_text(shipped):
        return text(found)
    if not _may_be_version(reference):
        raise BadInput(said(words.NO_SUCH, name=reference))
    return version(reference, _installation())


def _of_file(file: str) -> Text:
    content = written(Path(file))
    try:
        return text(content)
    except InvalidPolicy as invalid:
        raise InvalidPolicy(invalid.findings, file) from None


def version(beginning: str, installation: "Installation") -> Text:
    """The version that begins so.

    Raises:
        BadInput: none does, or several do.
    """
    found = Versions(installation.database).find(beginning) if _may_be_version(beginning) else []
    if not found:
        raise BadInput(said(words.NO_VERSION, name=beginning))
    if len(found) > 1:
        names = ", ".join(each.version for each in found)
        raise BadInput(said(words.NOT_ONE, name=beginning, names=names))
    return found[0]


def _in_force() -> Text:
    installation = _installation()
    return Versions(installation.database).in_force() or text(installation.policy_text)


def _may_be_version(reference: str) -> bool:
    return bool(reference) and set(reference) <= set("0123456789abcdef")


def _installation() -> "Installation":
    from starter.cli import context

    return context.installation()
