"""What analyzers did since an instant, counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from schemas.consulting import NEVER_ASKED
from schemas.enums import EventKind
from store.analyses import BUILT_IN, SECOND
from store.database import Database
from store.tables import EventRow
from store.tables_analysis import AnalysisRow


@dataclass(frozen=True)
class Lately:
    """How many items each model of ours answered for, the most first; how many of them a person
    has to judge, and how many were set aside as spam; how often a language model was asked, and
    why there was no answer, by trouble."""

    by_model: Mapping[str, int]
    triaged: int
    aside: int
    asked: int
    troubles: Mapping[str, int]

    @property
    def analyzed(self) -> int:
        return sum(self.by_model.values())

    @property
    def unanswered(self) -> int:
        """How many questions to the language model came to nothing."""
        return sum(n for trouble, n in self.troubles.items() if trouble not in NEVER_ASKED)


def lately(database: Database, since: datetime) -> Lately:
    """What was done since an instant."""
    with database.reading() as session:
        judged = _events(EventKind.ANALYZED, since)
        unsure = judged.where(col(EventRow.data)["certain"].as_boolean().is_(False))
        aside = session.exec(_events(EventKind.SET_ASIDE, since)).one()
        seconds = _counted(session, SECOND, AnalysisRow.trouble, since)
        troubles = {str(trouble): n for trouble, n in seconds.items() if trouble}
        asked = sum(n for trouble, n in seconds.items() if trouble not in NEVER_ASKED)
        by_model = _counted(session, BUILT_IN, AnalysisRow.model, since)
        return Lately(
            by_model={str(model): n for model, n in by_model.items()},
            triaged=session.exec(unsure).one(),
            aside=aside,
            asked=asked,
            troubles=troubles,
        )


def _events(kind: EventKind, since: datetime) -> SelectOfScalar[int]:
    query = select(func.count()).select_from(EventRow)
    return query.where(col(EventRow.at) >= since, EventRow.kind == kind)


def _counted(
    session: Session, analyzer: str, by: str | None, since: datetime
) -> dict[str | None, int]:
    number = func.count()
    query = select(col(by), number).where(AnalysisRow.analyzer == analyzer)
    recent = query.where(col(AnalysisRow.at) >= since).group_by(col(by))
    return dict(session.exec(recent.order_by(number.desc())).all())
