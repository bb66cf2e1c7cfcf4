"""Names, roles and teams as they are given to the commands about people and keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas.access import AccessRole
from schemas.errors import BadInput
from starter.cli import checking
from starter.cli import people_words as words
from starter.cli import words as usual
from starter.cli.words import said
from starter.identity.names import Fault, fault, suggested

if TYPE_CHECKING:
    from schemas.policy import Policy
    from worker.installation import Installation


def login(text: str, flag: str = "--login") -> str:
    """A name that can stand in the record.

    Raises:
        BadInput: it is none.
    """
    wrong = fault(text)
    if wrong is Fault.FORM:
        raise BadInput(said(usual.PROBLEM, field=flag, problem=said(usual.NOT_A_LOGIN)))
    if wrong:
        raise BadInput(said(words.RESERVED, value=text))
    return text


def login_of(address: str) -> str:
    """The login that an address suggests.

    Raises:
        BadInput: it suggests none.
    """
    found = suggested(address)
    if found is None:
        raise BadInput(said(words.LOGIN_MISSING, address=address))
    return login(found)


def role(text: str) -> AccessRole:
    """A role by its name."""
    found: AccessRole = checking.value(AccessRole, text, "--role")
    return found


def teams(installation: "Installation", names: Sequence[str]) -> tuple[str, ...]:
    """Teams by their names, each once.

    Raises:
        BadInput: the policy has no such team.
    """
    known = policy(installation).teams if names else {}
    for name in names:
        if name not in known:
            problem = said(usual.NOT_KNOWN, value=name, allowed=", ".join(known))
            raise BadInput(said(usual.PROBLEM, field="--team", problem=problem))
    return tuple(dict.fromkeys(names))


def policy(installation: "Installation") -> "Policy":
    """The policy in force."""
    from store import policies

    return policies.latest(installation.database, installation.policy_text)
