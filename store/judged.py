"""What a case is listed by that only its events tell: its mood, and the part of the product."""

from sqlalchemy import Connection

from schemas.enums import EventKind
from schemas.events import NewEvent
from store.statements import JUDGE_CASE

_JUDGING = (EventKind.ANALYZED, EventKind.TRIAGED)
_COLUMNS = ("sentiment", "module")


def repeat(connection: Connection, case_id: str, event: NewEvent) -> None:
    """Repeat in the row of a case what an event says of these; what it does not say stays."""
    if event.kind in _JUDGING:
        told = {f"new_{name}": event.data.get(name) for name in _COLUMNS}
        connection.execute(JUDGE_CASE, {"a_case": case_id, **told})
