"""Which logins, and names of keys, can stand in the record."""

import re
from enum import StrEnum

from schemas.events import NOT_STAFF

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,31}")


class Fault(StrEnum):
    """Why a name cannot be a login: it is not written like one, or means somebody else."""

    FORM = "form"
    RESERVED = "reserved"


def fault(name: str) -> Fault | None:
    """What is wrong with a name; none if nothing is."""
    if not _LOGIN.fullmatch(name):
        return Fault.FORM
    return Fault.RESERVED if name in NOT_STAFF else None


def suggested(address: str) -> str | None:
    """The login that an address suggests, if it suggests one that is written like one."""
    found = address.partition("@")[0].lower()
    return None if fault(found) is Fault.FORM else found
