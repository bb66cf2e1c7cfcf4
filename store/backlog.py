"""What is accepted and not yet carried through to Temporal, or back from it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, func, or_, select

from schemas.enums import DecisionStatus, MailStatus
from store.database import Database
from store.statements import CATCH_UP, DELIVER_DECISION
from store.tables import Case, DecisionRow, HistoryRow, Mail

UNENDED = or_(
    col(Case.ended).is_(False),
    col(Case.id).in_(select(Mail.case_id).where(Mail.status == MailStatus.UNSENT)),
    col(Case.id).in_(
        select(DecisionRow.case_id).where(DecisionRow.status == DecisionStatus.ACCEPTED)
    ),
)
"""Of cases that need a workflow."""


class Backlog:
    """Cases that still need something of Temporal; all lists are oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unstarted(self, before: datetime, limit: int) -> list[str]:
        """Cases received before an instant whose workflow was never started."""
        with self._database.reading() as session:
            found = session.exec(
                select(Case.id)
                .where(col(Case.started_at).is_(None), Case.received_at < before)
                .order_by(col(Case.received_at))
                .limit(limit)
            )
            return list(found)

    def running(self, at_most: int) -> list[str]:
        """Cases that are not over, spread evenly over the times at which they came; the oldest and
        the latest are among them."""
        with self._database.reading() as session:
            found = session.exec(
                select(Case.id).where(col(Case.ended).is_(False)).order_by(col(Case.received_at))
            ).all()
        step = max((len(found) - 1) / max(at_most - 1, 1), 1)
        return [found[round(n * step)] for n in range(min(at_most, len(found)))]

    def undelivered(self, before: datetime, limit: int) -> list[str]:
        """Cases with a decision accepted before an instant that the workflow may not know."""
        with self._database.reading() as session:
            found = session.exec(
                select(DecisionRow.case_id)
                .where(
                    col(DecisionRow.delivered_at).is_(None),
                    col(DecisionRow.accepted_at) < before,
                )
                .order_by(col(DecisionRow.id))
                .limit(limit)
            )
            return list(dict.fromkeys(found))

    def ahead(self, before: datetime, limit: int) -> dict[str, datetime]:
        """Cases whose workflow has not read what the record wrote without it, and since when."""
        with self._database.reading() as session:
            found = session.exec(
                select(Case.id, Case.ahead_since)
                .where(col(Case.ahead_since) < before)
                .order_by(col(Case.ahead_since))
                .limit(limit)
            )
            return {case_id: since for case_id, since in found if since}

    def unexported(self, limit: int) -> list[str]:
        """Ended cases whose history is not in the record yet."""
        with self._database.reading() as session:
            found = session.exec(
                select(Case.id)
                .where(
                    col(Case.ended).is_(True),
                    col(Case.exported_at).is_(None),
                    col(Case.started_at).is_not(None),
                )
                .order_by(col(Case.received_at))
                .limit(limit)
            )
            return list(found)

    def unended(self, after: str, limit: int) -> list[str]:
        """Cases that need a workflow, by id, to go through all of them page by page.

        They can still change, or have mails to be sent or decisions to be carried out.
        """
        page = select(Case.id).where(UNENDED, Case.id > after).order_by(col(Case.id)).limit(limit)
        with self._database.reading() as session:
            return list(session.exec(page))

    def every(self, after: str, limit: int) -> list[str]:
        """All cases, the ended ones too, by id, to go through them page by page."""
        page = select(Case.id).where(Case.id > after).order_by(col(Case.id)).limit(limit)
        with self._database.reading() as session:
            return list(session.exec(page))

    def count(self) -> int:
        """How many cases there are."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).select_from(Case)).one()

    def count_unended(self) -> int:
        """How many cases need a workflow."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).where(UNENDED)).one()

    def mark_delivered(self, case_id: str, request_id: str, at: datetime) -> None:
        """Note that the workflow has a decision in its history."""
        with self._database.writing() as session:
            session.connection().execute(
                DELIVER_DECISION,
                {"a_case": case_id, "a_request": request_id, "new_delivered_at": at},
            )

    def mark_caught_up(self, case_id: str, since: datetime) -> None:
        """Note that the workflow has read what was written at an instant, if nothing was since."""
        with self._database.writing() as session:
            session.connection().execute(CATCH_UP, {"a_case": case_id, "a_since": since})

    def mark_started(self, case_id: str, at: datetime) -> None:
        """Note that a case's workflow was started."""
        with self._database.writing() as session:
            row = session.get_one(Case, case_id)
            row.started_at = row.started_at or at
            session.add(row)

    def keep_histories(self, case_id: str, runs: Mapping[str, bytes], at: datetime) -> None:
        """Keep the exported histories of a case's runs."""
        with self._database.writing() as session:
            for run_id, history in runs.items():
                if session.get(HistoryRow, (case_id, run_id)) is None:
                    session.add(
                        HistoryRow(case_id=case_id, run_id=run_id, exported_at=at, history=history)
                    )
            row = session.get_one(Case, case_id)
            row.exported_at = at
            session.add(row)
