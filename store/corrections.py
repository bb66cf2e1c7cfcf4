"""The cases of which people judged something, to learn from."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from schemas.enums import EventKind
from schemas.events import Event
from store.casebook import load_events
from store.database import Database
from store.tables import EventRow, Submission

_PAGE = 200


class Judged(NamedTuple):
    """A case, what its customer wrote, and what happened to it."""

    case_id: str
    text: str
    events: list[Event]


class Corrections:
    """Reads what people judged; erased cases only if asked for: their words are gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cases(self, *, erased: bool = False) -> Iterator[Judged]:
        """Every such case, in the order of the ids, page by page; an erased one has no text."""
        after = ""
        while page := self._page(after, erased):
            yield from page
            after = page[-1].case_id

    def _page(self, after: str, erased: bool) -> list[Judged]:
        some = _some(after, erased)
        with self._database.reading() as session:
            return [_judged(session, case, text) for case, text in session.exec(some)]


def _some(after: str, erased: bool) -> Select[str, str]:
    triaged = select(EventRow.case_id).where(EventRow.kind == EventKind.TRIAGED)
    query = select(Submission.case_id, Submission.text)
    query = query.where(col(Submission.case_id).in_(triaged), Submission.case_id > after)
    if not erased:
        query = query.where(Submission.text != "")
    return query.order_by(col(Submission.case_id)).limit(_PAGE)


def _judged(session: Session, case_id: str, text: str) -> Judged:
    return Judged(case_id, text, load_events(session, case_id))
