"""Moving a case to another version of the policy."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities import ledger
from schemas.enums import EventKind
from schemas.events import NewEvent
from schemas.state import CaseState

if TYPE_CHECKING:
    from store.casebook import OpenCase


def adopt(case: "OpenCase", version: str, by: str, now: datetime) -> CaseState:
    """Let a case go by a version that the record holds; nothing if it does so already.

    Its workflow does not know of it before it is told to `refresh`.
    """
    if version == case.policy_version:
        return case.known
    data = {"from": case.policy_version, "to": version}
    case.move_to(version)
    return ledger.record(case, [NewEvent(kind=EventKind.ADOPTED, by=by, data=data)], now)
