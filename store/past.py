"""Past cases, read in bulk: what happened, without a word that anybody wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row
from sqlmodel import col, func, select

from schemas.enums import EventKind
from schemas.events import Event
from store.database import Database
from store.tables import Case, EventRow

_AT_ONCE = 500


@dataclass(frozen=True)
class PastCase:
    """A case and its events in order; `policy_version` is the one that it stands under."""

    id: str
    policy_version: str
    events: tuple[Event, ...]


class Past:
    """The cases that were received in [since, until), in the order of their ids."""

    def __init__(self, database: Database, since: datetime, until: datetime) -> None:
        self._database = database
        self._within = (col(Case.received_at) >= since, col(Case.received_at) < until)

    def count(self) -> int:
        """How many cases there are."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).select_from(Case).where(*self._within)).one()

    def starts(self, every: int) -> list[str]:
        """The id of every so many cases, the first among them: to be read from there in parts."""
        with self._database.reading() as session:
            ids = session.exec(select(Case.id).where(*self._within).order_by(col(Case.id))).all()
        return list(ids[::every])

    def cases(self, first: str = "", before: str | None = None) -> Iterator[PastCase]:
        """The cases from `first` on and before another."""
        ends = () if before is None else (col(Case.id) < before,)
        with self._database.reading() as session:
            query = select(Case.id, Case.policy_version).where(
                *self._within, col(Case.id) >= first, *ends
            )
            found = session.exec(query.order_by(col(Case.id))).all()
        for begin in range(0, len(found), _AT_ONCE):
            yield from self._read(found[begin : begin + _AT_ONCE])

    def _read(self, cases: Sequence[tuple[str, str]]) -> Iterator[PastCase]:
        versions = dict(cases)
        columns = (EventRow.case_id, EventRow.seq, EventRow.at, EventRow.kind, EventRow.by)
        query = (
            select(*columns, EventRow.cycle, EventRow.request_id, EventRow.data)  # type: ignore[call-overload]
            .where(col(EventRow.case_id).in_(list(versions)))
            .order_by(col(EventRow.case_id), col(EventRow.seq))
        )
        with self._database.reading() as session:
            rows = session.connection().execute(query).all()
        for case_id, own in groupby(rows, key=attrgetter("case_id")):
            yield PastCase(case_id, versions[case_id], tuple(map(_event, own)))


def _event(row: Row[Any]) -> Event:
    """An event as the record holds it. It was checked when it was written: not once more here."""
    return Event.model_construct(
        case_id=row.case_id,
        seq=row.seq,
        at=row.at,
        kind=EventKind(row.kind),
        by=row.by,
        cycle=row.cycle,
        data=row.data,
        texts={},
        request_id=row.request_id,
    )
