"""What customers answered, for figures: only the events that count there."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from sqlmodel import col, or_, select

from schemas.enums import EventKind
from schemas.events import Event
from store.database import Database
from store.tables import EventRow

_COUNTED = (EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.REOPENED, EventKind.RATED)


def answered(database: Database, since: datetime | None) -> Iterator[list[Event]]:
    """For each case the answers of its customer, and how it was closed, in the order of events."""
    query = (
        select(EventRow)
        .where(or_(*(EventRow.kind == kind for kind in _COUNTED)))
        .order_by(col(EventRow.case_id), col(EventRow.seq))
    )
    if since:
        query = query.where(col(EventRow.at) >= since)
    with database.reading() as session:
        rows = session.exec(query.execution_options(yield_per=1000))
        for _, mine in groupby(rows, key=lambda row: row.case_id):
            yield [Event.model_validate(row.model_dump()) for row in mine]
