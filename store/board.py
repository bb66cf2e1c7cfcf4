"""The public board: what was asked, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from schemas.enums import Outcome, Stage
from store.database import Conflict, Database
from store.tables import Case, EventText
from store.tables_portal import BoardRow, VoteRow


@dataclass(frozen=True)
class Entry:
    """A case as everybody may see it."""

    number: int
    title: str
    summary: str
    stage: Stage
    outcome: Outcome | None
    published_at: datetime
    votes: int


class Board:
    """The board of one record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, before: int | None, limit: int) -> tuple[list[Entry], int | None]:
        """Entries, the latest first, and where the next page begins; none if this is the last.

        An entry whose words are erased is not there.
        """
        query = (
            select(BoardRow, EventText, Case)
            .join(Case, col(Case.id) == BoardRow.case_id)
            .join(
                EventText,
                (col(EventText.case_id) == BoardRow.case_id)
                & (col(EventText.seq) == BoardRow.event_seq),
            )
            .where(col(BoardRow.removed_at).is_(None))
            .order_by(col(BoardRow.number).desc())
            .limit(limit + 1)
        )
        if before is not None:
            query = query.where(col(BoardRow.number) < before)
        with self._database.reading() as session:
            found = [_entry(*row) for row in session.exec(query)]
        more = len(found) > limit
        return found[:limit], found[limit - 1].number if more else None

    def voted(self, numbers: Collection[int], voter: str) -> set[int]:
        """For which of these entries somebody has voted."""
        query = select(VoteRow.number).where(
            col(VoteRow.number).in_(numbers), VoteRow.voter == voter
        )
        with self._database.reading() as session:
            return set(session.exec(query))

    def vote(self, number: int, voters: Sequence[str]) -> bool:
        """Count a vote, unless any of these has voted for the entry; whether it was counted."""
        try:
            with self._database.writing() as session:
                return _counted(session, number, voters)
        except Conflict:  # the same voter, at the same moment
            return False


def put(session: Session, case_id: str, event_seq: int, at: datetime) -> int:
    """Put a case on the board, or new words in its place; its number and votes stay."""
    row = session.exec(select(BoardRow).where(BoardRow.case_id == case_id)).first()
    row = row or BoardRow(case_id=case_id, event_seq=event_seq, published_at=at)
    row.event_seq, row.removed_at = event_seq, None
    session.add(row)
    session.flush()
    return row.number or 0


def take_off(session: Session, case_id: str, at: datetime) -> bool:
    """Take a case off the board; whether it was there."""
    row = session.exec(select(BoardRow).where(BoardRow.case_id == case_id)).first()
    if row is None or row.removed_at is not None:
        return False
    row.removed_at = at
    session.add(row)
    return True


def _counted(session: Session, number: int, voters: Sequence[str]) -> bool:
    there = session.get(BoardRow, number)
    known = select(VoteRow.voter).where(VoteRow.number == number, col(VoteRow.voter).in_(voters))
    if there is None or there.removed_at is not None or session.exec(known).first():
        return False
    for voter in dict.fromkeys(voters):
        session.add(VoteRow(number=number, voter=voter))
    more = update(BoardRow).where(col(BoardRow.number) == number).values(votes=BoardRow.votes + 1)
    session.exec(more)
    session.flush()
    return True


def _entry(row: BoardRow, words: EventText, case: Case) -> Entry:
    return Entry(
        number=row.number or 0,
        title=words.texts["title"],
        summary=words.texts["summary"],
        stage=Stage(case.stage),
        outcome=Outcome(case.outcome) if case.outcome else None,
        published_at=row.published_at,
        votes=row.votes,
    )
