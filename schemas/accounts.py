"""People and keys as doors know them."""

from datetime import timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from schemas.access import AccessRole
from schemas.bounds import Key, Login
from schemas.submissions import Address

EVERYWHERE = frozenset({AccessRole.ADMINISTRATOR, AccessRole.AUDITOR})
"""The roles of people who see the cases of every team."""

INVITED_FOR = timedelta(days=7)
"""How long a link to set a password can be used."""
IDLE = timedelta(hours=12)
"""After so long without a page a session is over."""
SESSION_LIFE = timedelta(days=7)
"""After so long a session is over however much it is used."""


class NewAccount(BaseModel):
    """A person to be let in."""

    model_config = ConfigDict(frozen=True)

    login: Login
    address: Address | None
    role: AccessRole
    teams: tuple[Key, ...] = ()


class Vouched(NamedTuple):
    """Whom another authority knows: what it calls itself and the person, which both stay, and the
    verified address, which may become somebody else's."""

    issuer: str
    subject: str
    address: str
