"""What cases are compared by: kept when a case is analyzed, gone when it is erased."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, delete, tuple_
from sqlmodel import Session, col, func, or_, select

from schemas.access import EVERYTHING, Sight
from schemas.enums import Outcome
from store.sight import conditions
from store.tables import Case, Submission
from store.tables_analysis import LikenessRow

NOTHING = ("", b"", "")
"""Kept of a text that says too little to be like another: digest, sketch and model."""


class Place(NamedTuple):
    """A case in the order in which they came."""

    received_at: datetime
    case_id: str


class Lacking(NamedTuple):
    """A case of which nothing is kept, or what is outdated, and what its customer wrote."""

    case_id: str
    text: str


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


def lacking(
    session: Session, after: Place | None, limit: int, outdated: str | None = None
) -> tuple[list[Lacking], Place | None]:
    """Of the next `limit` cases, the latest first, those of which nothing is kept, or what a model
    made that is outdated, with their texts; and the place to go on from, none at the end. Erased
    cases, those that are not analyzed yet and spam that is set aside lack nothing."""
    page = select(Case.received_at, Case.id).order_by(
        col(Case.received_at).desc(), col(Case.id).desc()
    )
    if after:
        page = page.where(tuple_(col(Case.received_at), col(Case.id)) < after)
    places = [Place(*row) for row in session.exec(page.limit(limit))]
    query = (
        select(Case.id, Submission.text)
        .join(Submission, col(Submission.case_id) == Case.id)
        .outerjoin(LikenessRow, col(LikenessRow.case_id) == Case.id)
        .where(col(Case.id).in_([place.case_id for place in places]))
        .where(or_(col(LikenessRow.number).is_(None), col(LikenessRow.model) == outdated))
        .where(Submission.text != "")
        .where(col(Case.team).is_not(None))
        .where(func.coalesce(col(Case.outcome), "") != Outcome.INVALID)
    )
    found = [Lacking(*row) for row in session.exec(query)] if places else []
    return found, places[-1] if len(places) == limit else None


def add(
    session: Session, made: Mapping[str, tuple[str, bytes, str]], outdated: str | None = None
) -> int:
    """Keep digest, sketch and model of cases of which nothing is kept, or what an outdated model
    made; of how many that was done. What was erased meanwhile stays erased: its row is locked, and
    looked at again."""
    there = select(Submission.case_id).where(
        col(Submission.case_id).in_(list(made)), Submission.text != ""
    )
    # In one order, so that two who add the same do not wait for each other.
    locked = there.order_by(col(Submission.case_id)).with_for_update(read=True)
    still = session.exec(locked).all()
    if outdated is not None:
        _forget(session, [case_id for case_id in still if made[case_id][2] != outdated], outdated)
    taken = select(LikenessRow.case_id).where(col(LikenessRow.case_id).in_(list(made)))
    known = set(session.exec(taken))
    new = [case_id for case_id in still if case_id not in known]
    for case_id in new:
        digest, sketch, model = made[case_id]
        session.add(LikenessRow(case_id=case_id, digest=digest, sketch=sketch, model=model))
    session.flush()
    return len(new)


def _forget(session: Session, case_ids: Sequence[str], model: str) -> None:
    """What a model made. A row is not changed: its number tells readers whether it is new."""
    mine = col(LikenessRow.case_id).in_(case_ids)
    session.exec(delete(LikenessRow).where(mine, col(LikenessRow.model) == model))


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
