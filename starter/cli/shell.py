"""Who sits at this terminal, as far as the system knows."""

import getpass
import re

_NOT_OF_LOGINS = re.compile(r"[^a-z0-9._-]+")


def user() -> str | None:
    """The system's user, written like a login; none if the system does not say.

    The command line trusts whoever can read the data directory, and `--by` names anybody: this
    stands beside it in the record.
    """
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        return None
    return written(name)


def written(name: str) -> str | None:
    """A name of the system's, written like a login."""
    plain = _NOT_OF_LOGINS.sub("-", name.lower()).strip("-._")[:32]
    if plain and not plain[0].isalpha():
        plain = f"u{plain}"[:32]
    return plain or None
