"""The models that were trained in this installation, and which of them is in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from store.database import Database
from store.tables_analysis import ModelRow

# Their weights are half a megabyte each.
_LATEST_FIRST = (
    select(ModelRow)
    .options(defer(col(ModelRow.content)))  # type: ignore[arg-type]
    .order_by(col(ModelRow.number).desc())
)


@dataclass(frozen=True)
class Kept:
    """A model without its weights."""

    number: int
    name: str
    trained_at: datetime
    trained_by: str
    card: Mapping[str, Any]
    taken_at: datetime | None


class Models:
    """Reads and writes models. Where none is taken, the one that is shipped is in use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        name: str,
        content: bytes,
        card: Mapping[str, Any],
        by: str,
        at: datetime,
        *,
        take: bool,
    ) -> Kept:
        """Keep a model, and take it into use if `take`.

        Raises:
            Conflict: there is one of that name.
        """
        row = ModelRow(
            name=name,
            trained_at=at,
            trained_by=by,
            content=content,
            card=dict(card),
            taken_at=at if take else None,
        )
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            return _kept(row)

    def take(self, name: str, at: datetime) -> Kept | None:
        """Take a model into use from now on; none if there is no such model."""
        with self._database.writing() as session:
            row = session.exec(select(ModelRow).where(ModelRow.name == name)).first()
            if row is None:
                return None
            row.taken_at = at
            session.add(row)
            return _kept(row)

    def put_back(self) -> None:
        """Take the shipped model into use again."""
        with self._database.writing() as session:
            for row in session.exec(select(ModelRow).where(col(ModelRow.taken_at).is_not(None))):
                row.taken_at = None
                session.add(row)

    def all(self) -> Sequence[Kept]:
        """Every model, the latest first."""
        with self._database.reading() as session:
            return [_kept(row) for row in session.exec(_LATEST_FIRST)]

    def latest(self) -> Kept | None:
        """The model that was trained last."""
        with self._database.reading() as session:
            row = session.exec(_LATEST_FIRST.limit(1)).first()
            return _kept(row) if row else None

    def in_use(self) -> int | None:
        """The number of the model in use; none: the shipped one. Quick."""
        with self._database.reading() as session:
            return _in_use(session)

    def content(self, number: int) -> bytes:
        """The weights of a model."""
        with self._database.reading() as session:
            return session.exec(select(ModelRow.content).where(ModelRow.number == number)).one()


def _in_use(session: Session) -> int | None:
    taken = select(ModelRow.number).where(col(ModelRow.taken_at).is_not(None))
    latest = taken.order_by(col(ModelRow.taken_at).desc(), col(ModelRow.number).desc()).limit(1)
    return session.exec(latest).first()


def _kept(row: ModelRow) -> Kept:
    if row.number is None:
        raise RuntimeError("a model that is kept has a number")
    return Kept(row.number, row.name, row.trained_at, row.trained_by, row.card, row.taken_at)
