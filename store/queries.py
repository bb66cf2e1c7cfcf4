"""Looking at cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from schemas.absences import Absence
from schemas.analysis import Answered
from schemas.case_filter import CaseFilter
from schemas.enums import DecisionStatus, Stage
from schemas.events import Event
from schemas.files import Attachment
from schemas.policy import Policy
from schemas.state import CaseState
from store import absences, analyses, members
from store.attachments import of_case_within
from store.casebook import load_events
from store.database import Database
from store.search import holds
from store.tables import Case, DecisionRow, Submission

_PLANNED = frozenset({Stage.RESOLVING, Stage.AWAITING_CONFIRMATION, Stage.CLOSED})
"""Where a proposal is agreed on."""
_WORKED_ON = frozenset({Stage.CLARIFYING, Stage.PLANNING, Stage.AWAITING_APPROVAL, Stage.RESOLVING})
"""Where a case can have tasks."""


@dataclass(frozen=True)
class Looked:
    """Everything that the record holds of one case."""

    case: Case
    submission: Submission
    events: list[Event]
    pending: Sequence[DecisionRow]
    policy: Policy
    attachments: list[Attachment]
    analyses: Sequence[Answered]


class Queries:
    """Read-only questions to the record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self, case_id: str) -> CaseState:
        """How a case stands that there is."""
        with self._database.reading() as session:
            query = select(Case.state).where(Case.id == case_id)
            return CaseState.model_validate(session.exec(query).one())

    def case(self, case_id: str) -> Looked | None:
        """One case with its events and words; none if there is no such case."""
        with self._database.reading() as session:
            case = session.get(Case, case_id)
            return _looked(session, case) if case else None

    def running(self, wanted: CaseFilter) -> list[str]:
        """The ids of the cases that are not ended and of which all of this holds, oldest first."""
        query = select(Case.id).where(col(Case.ended).is_(False))
        for key, value in wanted.wanted:
            query = query.where(holds(key, value))
        with self._database.reading() as session:
            return list(session.exec(query.order_by(col(Case.received_at), col(Case.id))))

    def emergencies(self, wanted: CaseFilter) -> list[str]:
        """Those of `running` that are emergencies."""
        urgent = col(Case.state)["emergency"].as_boolean().is_(True)
        with self._database.reading() as session:
            found = set(session.exec(select(Case.id).where(col(Case.ended).is_(False), urgent)))
        return [case_id for case_id in self.running(wanted) if case_id in found]

    def awaiting_approval(self) -> list[Looked]:
        """The cases whose proposal waits for approval, the longest known first."""
        query = (
            select(Case)
            .where(Case.stage == Stage.AWAITING_APPROVAL.value)
            .order_by(col(Case.received_at), col(Case.id))
        )
        with self._database.reading() as session:
            return [_looked(session, case) for case in session.exec(query).all()]

    def with_tasks(self) -> list[Looked]:
        """The cases that wait for tasks, the longest known first."""
        query = (
            select(Case)
            .where(col(Case.stage).in_([stage.value for stage in _WORKED_ON]))
            .where(col(Case.state)["tasks_added"].as_integer() > 0)
            .order_by(col(Case.received_at), col(Case.id))
        )
        with self._database.reading() as session:
            found = [case for case in session.exec(query) if case.state.get("tasks")]
            return [_looked(session, case) for case in found]

    def on_roadmap(self, roadmap: str) -> list[str]:
        """The cases that were put on the roadmap under a name, in the order they came."""
        query = select(Case.id, Case.state).order_by(col(Case.received_at), col(Case.id))
        named = col(Case.state)["proposal"]["roadmap"].as_string() == roadmap
        with self._database.reading() as session:
            found = session.exec(query.where(named)).all()
        return [case_id for case_id, state in found if _waits_for_it(state)]

    def away(self, at: datetime) -> tuple[Absence, ...]:
        """The absences of everybody who is away at an instant."""
        with self._database.reading() as session:
            return absences.away(session, at)


def _waits_for_it(state: Mapping[str, Any]) -> bool:
    return state["stage"] in _PLANNED and not state.get("erased")


def _looked(session: Session, case: Case) -> Looked:
    pending = session.exec(
        select(DecisionRow)
        .where(DecisionRow.case_id == case.id, DecisionRow.status == DecisionStatus.ACCEPTED)
        .order_by(col(DecisionRow.id))
    )
    return Looked(
        case=case,
        submission=session.get_one(Submission, case.id),
        events=load_events(session, case.id, texts=True),
        pending=pending.all(),
        policy=members.joined(session, case.policy_version),
        attachments=of_case_within(session, case.id),
        analyses=analyses.of_case(session, case.id),
    )
