"""What does not go on, as the record alone can tell; all lists are oldest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from schemas.enums import MailStatus
from schemas.state import CaseState
from store.database import Database
from store.tables import Case, DecisionRow, Mail


@dataclass(frozen=True)
class Waits:
    """That something of a case waits since an instant; `what` is the kind of a decision, or the
    template of a mail."""

    case_id: str
    since: datetime
    what: str | None = None


class Troubles:
    """Read-only questions; each list has `limit` entries at most."""

    def __init__(self, database: Database, limit: int = 100) -> None:
        self._database = database
        self._limit = limit

    def unstarted(self, before: datetime) -> list[Waits]:
        """Cases received before an instant whose workflow was never started."""
        at = col(Case.received_at)
        query = select(Case.id, at).where(col(Case.started_at).is_(None), at < before)
        return self._asked(query.order_by(at))

    def undelivered(self, before: datetime) -> list[Waits]:
        """Decisions accepted before an instant that the workflow may not have."""
        at = col(DecisionRow.accepted_at)
        query = select(DecisionRow.case_id, at, DecisionRow.kind)
        return self._asked(
            query.where(col(DecisionRow.delivered_at).is_(None), at < before).order_by(at)
        )

    def ahead(self, before: datetime) -> list[Waits]:
        """Cases whose workflow has not read what the record wrote without it."""
        at = col(Case.ahead_since)
        return self._asked(select(Case.id, at).where(at < before).order_by(at))

    def late(self, before: datetime) -> list[Waits]:
        """Open cases with a clock that was due before an instant and of which nobody said so."""
        at = col(Case.due_at)
        query = select(Case.id, at).where(col(Case.ended).is_(False), at < before)
        return self._asked(query.order_by(at))

    def unsent(self, before: datetime) -> list[Waits]:
        """Mails written before an instant that are neither sent nor given up."""
        at = col(Mail.created_at)
        query = select(Mail.case_id, at, Mail.template).where(
            Mail.status == MailStatus.UNSENT, at < before
        )
        return self._asked(query.order_by(at))

    def undeliverable(self) -> list[Waits]:
        """Mails of open cases that were refused; the latest of them."""
        at = col(Mail.created_at)
        query = (
            select(Mail.case_id, at, Mail.template)
            .join(Case, col(Case.id) == Mail.case_id)
            .where(Mail.status == MailStatus.REFUSED, col(Case.closed_at).is_(None))
        )
        return self._asked(query.order_by(at.desc()))

    def of_case(self, case_id: str) -> list[tuple[str, Waits]]:
        """Everything of one case that waits, however short a while, by what it is."""
        found: list[tuple[str, Waits]] = []
        with self._database.reading() as session:
            row = session.get_one(Case, case_id)
            if row.started_at is None:
                found.append(("unstarted", Waits(case_id, row.received_at)))
            if row.ahead_since:
                found.append(("ahead", Waits(case_id, row.ahead_since)))
            for decision in session.exec(_undelivered(case_id)):
                at = decision.accepted_at or row.received_at
                found.append(("undelivered", Waits(case_id, at, decision.kind)))
            for mail in session.exec(_mails(case_id)):
                kind = "unsent" if mail.status == MailStatus.UNSENT else "undeliverable"
                found.append((kind, Waits(case_id, mail.created_at, mail.template)))
        return found

    def states(self, ids: Collection[str]) -> dict[str, CaseState]:
        """Where these cases stand."""
        with self._database.reading() as session:
            query = select(Case.id, Case.state).where(col(Case.id).in_(ids))
            return {key: CaseState.model_validate(state) for key, state in session.exec(query)}

    def _asked(self, query: object) -> list[Waits]:
        with self._database.reading() as session:
            return _read(session, query, self._limit)


def _read(session: Session, query: object, limit: int) -> list[Waits]:
    rows = session.connection().execute(query.limit(limit))  # type: ignore[attr-defined]
    return [Waits(*row) for row in rows]


def _undelivered(case_id: str) -> SelectOfScalar[DecisionRow]:
    waits = col(DecisionRow.delivered_at).is_(None), col(DecisionRow.accepted_at).is_not(None)
    return select(DecisionRow).where(DecisionRow.case_id == case_id, *waits)


def _mails(case_id: str) -> SelectOfScalar[Mail]:
    ends = (MailStatus.UNSENT, MailStatus.REFUSED)
    return select(Mail).where(Mail.case_id == case_id, col(Mail.status).in_(ends))
