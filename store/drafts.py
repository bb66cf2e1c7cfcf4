"""What somebody began to write with a case: there on every device until it is sent or dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, select

from store.database import Database
from store.tables import Case
from store.tables_desk import DraftRow


@dataclass(frozen=True)
class Draft:
    """What was typed into the fields of a form; `expects` is the version of the case then."""

    form: str
    texts: Mapping[str, str]
    expects: int | None
    saved_at: datetime


class Drafts:
    """The drafts of one record. They hold a person's words, and are erased with their case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, login: str, case_id: str) -> dict[str, Draft]:
        """What somebody has begun with a case, by the names of the forms."""
        mine = select(DraftRow).where(DraftRow.login == login, DraftRow.case_id == case_id)
        with self._database.reading() as session:
            rows = session.exec(mine.order_by(col(DraftRow.form))).all()
        return {row.form: Draft(row.form, row.texts, row.expects, row.saved_at) for row in rows}

    def keep(self, login: str, case_id: str, draft: Draft) -> None:
        """Keep what is typed in place of what was; without any words nothing is kept, nor with
        a case that is erased."""
        if not any(draft.texts.values()):
            return self.drop(login, case_id, draft.form)
        row = DraftRow(
            login=login,
            case_id=case_id,
            form=draft.form,
            texts=dict(draft.texts),
            expects=draft.expects,
            saved_at=draft.saved_at,
        )
        with self._database.writing() as session:
            # Whoever erases the case holds its row, so that nothing is kept after that.
            case = session.exec(select(Case).where(Case.id == case_id).with_for_update()).first()
            if case and not case.state.get("erased"):
                session.merge(row)
        return None

    def drop(self, login: str, case_id: str, form: str) -> None:
        """Forget what was typed into a form."""
        mine = delete(DraftRow).where(
            col(DraftRow.login) == login,
            col(DraftRow.case_id) == case_id,
            col(DraftRow.form) == form,
        )
        with self._database.writing() as session:
            session.exec(mine)
