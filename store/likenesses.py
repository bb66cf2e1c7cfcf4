"""What cases are compared by: kept when a case is analyzed, gone when it is erased."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, LargeBinary
from sqlmodel import Session, col, func, or_, select

from schemas.access import EVERYTHING, Sight
from store.sight import conditions
from store.tables import Case, Submission
from store.tables_analysis import LikenessRow


@dataclass(frozen=True)
class Kept:
    """What is kept of a case, and how the case stands."""

    case_id: str
    digest: str
    sketch: bytes
    model: str
    outcome: str | None
    confidential: bool


def keep(session: Session, case_id: str, digest: str, sketch: bytes, model: str) -> None:
    """Keep what a case is compared by, in the transaction of its analysis; what is kept stays."""
    known = select(LikenessRow.number).where(LikenessRow.case_id == case_id)
    if session.exec(known).first() is None:
        session.add(LikenessRow(case_id=case_id, digest=digest, sketch=sketch, model=model))
        session.flush()


def find(session: Session, case_id: str) -> Kept | None:
    """What is kept of a case; none if nothing is."""
    return next(_kept(session, LikenessRow.case_id == case_id), None)


def after(session: Session, number: int, model: str, signs: int) -> list[tuple[int, bytes]]:
    """The numbers that are greater than one, in order, with the first `signs` bytes of each."""
    beginning = func.substr(LikenessRow.sketch, 1, signs, type_=LargeBinary)
    query = (
        select(LikenessRow.number, beginning)
        .where(col(LikenessRow.number) > number, LikenessRow.model == model)
        .order_by(col(LikenessRow.number))
    )
    return [(found, bytes(each)) for found, each in session.exec(query) if found]


def among(
    session: Session, numbers: Sequence[int], digest: str, sight: Sight = EVERYTHING
) -> list[Kept]:
    """What is kept of the cases of these numbers, and of those that say the same letter by letter;
    within sight only."""
    near = or_(col(LikenessRow.number).in_(numbers), LikenessRow.digest == digest)
    return list(_kept(session, near, *conditions(sight)))


def lacking(session: Session, limit: int) -> list[tuple[str, str]]:
    """Cases of which nothing is kept although their words are there, and their texts; the latest
    first."""
    query = (
        select(Case.id, Submission.text)
        .join(Submission, col(Submission.case_id) == Case.id)
        .outerjoin(LikenessRow, col(LikenessRow.case_id) == Case.id)
        .where(col(LikenessRow.number).is_(None), Submission.text != "")
        .order_by(col(Case.received_at).desc(), col(Case.id))
        .limit(limit)
    )
    return list(session.exec(query))


def _kept(session: Session, *which: ColumnElement[bool] | bool) -> Iterator[Kept]:
    columns = (LikenessRow.case_id, LikenessRow.digest, LikenessRow.sketch, LikenessRow.model)
    query = (
        select(*columns, Case.outcome, Case.confidential)  # type: ignore[call-overload]
        .join(Case, col(Case.id) == LikenessRow.case_id)
        .where(*which)
    )
    rows: Iterable[tuple[str, str, bytes, str, str | None, bool]] = session.exec(query)
    for row in rows:
        yield Kept(*row)
