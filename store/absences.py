"""Who is away. An absence is never changed; one that does not hold any more is taken back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, text
from sqlmodel import Session, col, select

from schemas.absences import Absence
from store.columns import Utc
from store.database import Database
from store.tables import AbsenceRow

_HOLDS = col(AbsenceRow.removed_at).is_(None)
_AN_INSTANT: BindParameter[datetime] = bindparam("an_instant", type_=Utc)
# Asked at every step of every case: built once, and without objects for its rows.
_AWAY = select(
    col(AbsenceRow.login), col(AbsenceRow.starts), col(AbsenceRow.ends), col(AbsenceRow.deputy)
).where(_HOLDS, col(AbsenceRow.starts) <= _AN_INSTANT, col(AbsenceRow.ends) > _AN_INSTANT)


class Overlaps(Exception):
    """The person is known to be away in a part of that time already."""

    def __init__(self, other: AbsenceRow) -> None:
        super().__init__(other.id)
        self.other = other


def away(session: Session, at: datetime) -> tuple[Absence, ...]:
    """The absences of everybody who is away at an instant."""
    found = session.connection().execute(_AWAY, {"an_instant": at})
    return tuple(Absence.model_validate(row) for row in found.mappings())


class Absences:
    """The register of absences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, absence: Absence, by: str, now: datetime) -> AbsenceRow:
        """Note that somebody will be away.

        Raises:
            Overlaps: part of the time is noted already; nothing was written.
        """
        row = AbsenceRow(**absence.model_dump(), by=by, noted_at=now)
        with self._database.writing() as session:
            _one_at_a_time(session)
            of_person = select(AbsenceRow).where(_HOLDS, AbsenceRow.login == absence.login)
            known = [row for row in session.exec(of_person) if absence.overlaps(to_absence(row))]
            if not known:
                session.add(row)
        if known:
            raise Overlaps(known[0])
        return row

    def find(self, number: int) -> AbsenceRow | None:
        """One absence, also if it was taken back."""
        with self._database.reading() as session:
            return session.get(AbsenceRow, number)

    def remove(self, number: int, by: str, now: datetime) -> AbsenceRow:
        """Take an absence back; the first time counts."""
        with self._database.writing() as session:
            row = session.get_one(AbsenceRow, number, with_for_update=True)
            if row.removed_at is None:
                row.removed_at, row.removed_by = now, by
                session.add(row)
        return row

    def listed(self, since: datetime | None) -> Sequence[AbsenceRow]:
        """The absences that hold and are not over at an instant, or all that ever were noted;
        the earliest first."""
        query = select(AbsenceRow).order_by(col(AbsenceRow.starts), col(AbsenceRow.id))
        if since:
            query = query.where(_HOLDS, AbsenceRow.ends > since)
        with self._database.reading() as session:
            return session.exec(query).all()

    def away(self, at: datetime) -> tuple[Absence, ...]:
        """The absences of everybody who is away at an instant."""
        with self._database.reading() as session:
            return away(session, at)


def to_absence(row: AbsenceRow) -> Absence:
    """An absence as its row holds it."""
    return Absence(login=row.login, starts=row.starts, ends=row.ends, deputy=row.deputy)


def _one_at_a_time(session: Session) -> None:
    """Two who note the same absence at once must see each other; SQLite has one writer anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE absences IN SHARE ROW EXCLUSIVE MODE"))
