"""What analyzers said of a case, in the order in which they were asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from schemas.analysis import Analysis, Answered
from store.tables_analysis import AnalysisRow

BUILT_IN = "built-in"
"""The analyzer that needs no network."""
SECOND = "language-model"
"""A language model: its opinion is no answer by itself."""
TOGETHER = "together"
"""What the two come to."""


def keep(
    session: Session,
    case_id: str,
    at: datetime,
    answer: Analysis | None,
    *,
    analyzer: str = BUILT_IN,
    model: str | None = None,
    trouble: str | None = None,
) -> int:
    """Keep an answer, or why there is none, in the transaction of whoever asked; its number."""
    number = 1 + len(of_case(session, case_id))
    row = AnalysisRow(
        case_id=case_id,
        number=number,
        analyzer=analyzer,
        model=(model or (answer.model if answer else ""))[:60],
        at=at,
        answer=answer.model_dump(mode="json", exclude_defaults=True) if answer else None,
        trouble=trouble,
    )
    session.add(row)
    session.flush()
    return number


def of_case(session: Session, case_id: str) -> Sequence[Answered]:
    """Everything that was said of a case."""
    query = select(AnalysisRow).where(AnalysisRow.case_id == case_id)
    rows = session.exec(query.order_by(col(AnalysisRow.number)))
    return [_answered(row) for row in rows]


def count(session: Session) -> dict[str, int]:
    """How many cases each model of ours answered for, the most first."""
    number = func.count()
    query = select(AnalysisRow.model, number).where(AnalysisRow.analyzer == BUILT_IN)
    return dict(session.exec(query.group_by(AnalysisRow.model).order_by(number.desc())).all())


def _answered(row: AnalysisRow) -> Answered:
    told = row.model_dump()
    if row.analyzer == SECOND:
        told["opinion"] = told.pop("answer")
    return Answered.model_validate(told)
