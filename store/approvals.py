"""Which proposals wait for somebody's yes, which are somebody's own, and what somebody said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from schemas.enums import DecisionKind, DecisionStatus, Stage
from schemas.policy import Policy
from schemas.state import APPROVAL
from store import members
from store.database import Database
from store.tables import Case, DecisionRow
from store.tables_desk import TurnRow

_VOICES = (DecisionKind.APPROVE.value, DecisionKind.REJECT.value)
_WAITS = (
    col(Case.closed_at).is_(None),
    col(Case.stage) == Stage.AWAITING_APPROVAL.value,
)
_MOST_URGENT = (col(Case.due_at).asc().nulls_last(), col(Case.id))


@dataclass(frozen=True)
class Awaiting:
    """A case whose proposal waits, and the policy it is under."""

    case: Case
    policy: Policy


@dataclass(frozen=True)
class Voice:
    """What somebody said of a proposal; `refused` if it came to nothing."""

    case_id: str
    yes: bool
    at: datetime | None
    waits: bool
    refused: str | None


class Approvals:
    """Read-only questions about proposals and who decides them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def awaiting(self, by: str, names: Collection[str], limit: int) -> list[Awaiting]:
        """The cases whose proposal waits for one of these names and of which `by` has said
        nothing that is still to be carried out, the first to be due first. Whether `by` may
        decide is judged by who asks."""
        waits_for = select(TurnRow.case_id).where(
            TurnRow.what == APPROVAL, col(TurnRow.who).in_(sorted(names))
        )
        wanted = (*_WAITS, col(Case.id).in_(waits_for), ~_says(by))
        with self._database.reading() as session:
            return _listed(session, wanted, limit)

    def proposed(self, by: str, limit: int) -> list[Awaiting]:
        """The cases in which somebody's own proposal waits, the first to be due first."""
        own = col(Case.state)["proposer"].as_string() == by
        with self._database.reading() as session:
            return _listed(session, (*_WAITS, own), limit)

    def said(self, by: str, limit: int) -> list[Voice]:
        """What somebody said of proposals lately, the latest first."""
        of = (DecisionRow.by == by, col(DecisionRow.kind).in_(_VOICES))
        query = select(DecisionRow).where(*of).order_by(col(DecisionRow.id).desc()).limit(limit)
        with self._database.reading() as session:
            return [_voice(row) for row in session.exec(query)]


def _says(by: str) -> ColumnElement[bool]:
    """Whether a person has said yes or no, and it is still to be carried out."""
    return exists().where(
        col(DecisionRow.case_id) == col(Case.id),
        col(DecisionRow.by) == by,
        col(DecisionRow.status) == DecisionStatus.ACCEPTED.value,
        col(DecisionRow.kind).in_(_VOICES),
    )


def _listed(session: Session, wanted: Sequence[ColumnElement[bool]], limit: int) -> list[Awaiting]:
    query = select(Case).where(*wanted).order_by(*_MOST_URGENT).limit(limit)
    found = session.exec(query).all()
    known = {v: members.joined(session, v) for v in {case.policy_version for case in found}}
    return [Awaiting(case, known[case.policy_version]) for case in found]


def _voice(row: DecisionRow) -> Voice:
    yes = row.kind == DecisionKind.APPROVE.value
    waits = row.status == DecisionStatus.ACCEPTED.value
    return Voice(row.case_id, yes, row.accepted_at, waits, row.refusal)
