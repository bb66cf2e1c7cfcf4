"""What analyzers said of a case, in the order in which they were asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from schemas.analysis import Analysis, Answered
from store.tables_analysis import AnalysisRow

BUILT_IN = "built-in"
"""The analyzer that needs no network."""


def keep(
    session: Session,
    case_id: str,
    at: datetime,
    answer: Analysis | None,
    *,
    analyzer: str = BUILT_IN,
    model: str | None = None,
    trouble: str | None = None,
) -> None:
    """Keep an answer, or why there is none, in the transaction of whoever asked."""
    row = AnalysisRow(
        case_id=case_id,
        number=1 + len(of_case(session, case_id)),
        analyzer=analyzer,
        model=(model or (answer.model if answer else ""))[:60],
        at=at,
        answer=answer.model_dump(mode="json", exclude_defaults=True) if answer else None,
        trouble=trouble,
    )
    session.add(row)
    session.flush()


def of_case(session: Session, case_id: str) -> Sequence[Answered]:
    """Everything that was said of a case."""
    query = select(AnalysisRow).where(AnalysisRow.case_id == case_id)
    rows = session.exec(query.order_by(col(AnalysisRow.number)))
    return [Answered.model_validate(row, from_attributes=True) for row in rows]


def count(session: Session) -> dict[str, int]:
    """How many cases each model answered for, the most first."""
    number = func.count()
    query = select(AnalysisRow.model, number).group_by(AnalysisRow.model).order_by(number.desc())
    return dict(session.exec(query).all())
