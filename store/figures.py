"""Figures of the whole record at one instant, for those who watch it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from schemas.enums import DecisionStatus, MailStatus, Stage
from store.database import Database
from store.tables import Case, DecisionRow, Mail

_SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Figures:
    """How things stand. `oldest` is when the oldest of the decisions was accepted that are not
    carried out; none if there is none."""

    stages: dict[str, int]
    due_soon: int
    """Cases that are not ended, with a clock that is due within the hour."""
    late: int
    """Cases that are not ended, with a clock that was due and of which nobody said so yet."""
    overdue: int
    """Cases that are not ended, with a clock that was missed."""
    unstarted: int
    """Cases whose workflow was not started yet."""
    mails: dict[str, int]
    decisions: int
    oldest: datetime | None


def count(database: Database, now: datetime) -> Figures:
    """The figures at an instant.

    Raises:
        RecordUnavailable: the record cannot be reached.
    """
    with database.reading() as session:
        decisions, oldest = session.exec(_WAITING).one()
        counted = session.connection().execute(_open(now)).one()
        return Figures(
            stages=_by(session, [each.value for each in Stage], _STAGES),
            due_soon=counted.due_soon,
            late=counted.late,
            overdue=counted.overdue,
            unstarted=session.exec(_UNSTARTED).one(),
            mails=_by(session, [each.value for each in MailStatus], _MAILS),
            decisions=decisions,
            oldest=oldest,
        )


_UNSTARTED = select(func.count()).select_from(Case).where(col(Case.started_at).is_(None))
_STAGES = select(Case.stage, func.count()).group_by(Case.stage)
_MAILS = select(Mail.status, func.count()).group_by(Mail.status)
_WAITING = select(func.count(), func.min(DecisionRow.accepted_at)).where(
    DecisionRow.status == DecisionStatus.ACCEPTED
)


def _open(now: datetime) -> Select[int, int, int]:
    """What is counted of the cases that are not ended, in one pass over them."""
    counted = (
        func.count().filter(col(Case.due_at).between(now, now + _SOON)).label("due_soon"),
        func.count().filter(col(Case.due_at) < now).label("late"),
        func.count().filter(col(Case.breached)).label("overdue"),
    )
    return sql_select(*counted).where(col(Case.ended).is_(False))


def _by(session: Session, names: list[str], query: object) -> dict[str, int]:
    found = {row[0]: row[1] for row in session.connection().execute(query)}  # type: ignore[call-overload]
    return {name: found.get(name, 0) for name in names}
