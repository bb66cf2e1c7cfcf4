"""Second opinions: what was asked of a language model today, and what it answered."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from schemas.consulting import NEVER_ASKED, Opinion, Trouble
from store import analyses
from store.analyses import SECOND
from store.database import Database
from store.tables_analysis import AnalysisRow


class Consultations:
    """The questions to a language model, of all cases. Each is kept before it is asked, so that it
    counts whatever becomes of who asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, case_id: str, at: datetime, model: str, daily: int) -> int | None:
        """Keep that a question is about to be asked, and number it; none if as many as `daily`
        were asked that day, which is kept too. Days are those of UTC."""
        with self._database.writing() as session:
            within = _asked(session, _midnight(at)) < daily
            trouble = Trouble.NO_ANSWER if within else Trouble.OVER_BUDGET
            number = _keep(session, case_id, at, model, trouble)
            return number if within else None

    def note(self, case_id: str, at: datetime, model: str, trouble: Trouble) -> None:
        """Keep why nothing was asked."""
        with self._database.writing() as session:
            _keep(session, case_id, at, model, trouble)

    def end(self, case_id: str, number: int, opinion: Opinion | None, trouble: str) -> bool:
        """Keep what came of a question. Whether there is an opinion that counts: none for a case
        that went on meanwhile, or was erased."""
        with self._database.writing() as session:
            row = session.get(AnalysisRow, (case_id, number))
            if row is None:
                return False
            gone_on = analyses.of_case(session, case_id)[-1].number != number
            if opinion is None or gone_on:
                row.trouble = Trouble.LATE if gone_on else trouble
                return False
            row.answer, row.trouble = opinion.model_dump(mode="json", exclude_defaults=True), None
            return True

    def asked(self, at: datetime) -> int:
        """How many questions were asked on the day of an instant."""
        with self._database.reading() as session:
            return _asked(session, _midnight(at))


def _keep(session: Session, case_id: str, at: datetime, model: str, trouble: Trouble) -> int:
    return analyses.keep(
        session, case_id, at, None, analyzer=SECOND, model=model, trouble=trouble.value
    )


def _asked(session: Session, since: datetime) -> int:
    left = col(AnalysisRow.trouble).is_(None) | col(AnalysisRow.trouble).not_in(NEVER_ASKED)
    query = select(func.count()).select_from(AnalysisRow)
    ours = query.where(AnalysisRow.analyzer == SECOND, col(AnalysisRow.at) >= since)
    return session.exec(ours.where(left)).one()


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
