"""The filters that people gave names to. Everybody has his or her own."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.database import Database
from store.tables_desk import SavedViewRow

MOST = 40
"""Views that one person can have."""


class SavedViews:
    """Saved views, by the login of whose they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, login: str) -> Sequence[SavedViewRow]:
        """The views of a person, by their names."""
        with self._database.reading() as session:
            return session.exec(_of(login).order_by(col(SavedViewRow.name))).all()

    def save(self, login: str, name: str, query: str, at: datetime) -> bool:
        """Keep a view; one of the same name is replaced. False: the person has too many."""
        with self._database.writing() as session:
            known = _named(session, login, name)
            if known is None and len(session.exec(_of(login)).all()) >= MOST:
                return False
            row = known or SavedViewRow(login=login, name=name, query=query)
            row.query, row.saved_at = query, at
            session.add(row)
            return True

    def rename(self, login: str, view: int, name: str) -> bool:
        """Give a view another name. False: there is none, or the name is another view's."""
        with self._database.writing() as session:
            row, other = _one(session, login, view), _named(session, login, name)
            if row is None or (other is not None and other.id != row.id):
                return False
            row.name = name
            session.add(row)
            return True

    def delete(self, login: str, view: int) -> bool:
        """Forget a view; whether there was one."""
        with self._database.writing() as session:
            row = _one(session, login, view)
            if row is not None:
                session.delete(row)
            return row is not None


def _of(login: str) -> SelectOfScalar[SavedViewRow]:
    return select(SavedViewRow).where(SavedViewRow.login == login)


def _named(session: Session, login: str, name: str) -> SavedViewRow | None:
    return session.exec(_of(login).where(SavedViewRow.name == name)).first()


def _one(session: Session, login: str, view: int) -> SavedViewRow | None:
    return session.exec(_of(login).where(SavedViewRow.id == view)).first()
