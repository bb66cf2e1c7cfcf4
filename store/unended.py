"""Every case that still needs a workflow, page by page, as the self-check reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from schemas.policy import Policy
from schemas.state import CaseState
from store import members
from store.backlog import UNENDED
from store.database import Database
from store.tables import Case


@dataclass(frozen=True)
class Standing:
    """Where a case stands, and by which policy it goes."""

    state: CaseState
    received_at: datetime
    started: bool
    policy: Policy


class Unended:
    """Goes through the cases by id. Policies are read once each: make a new one for a new pass."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._policies: dict[str, Policy] = {}

    def page(self, after: str, limit: int) -> list[Standing]:
        """The cases after one; none at the end."""
        columns = (col(Case.state), col(Case.received_at), col(Case.started_at))
        query = select(*columns, col(Case.policy_version)).where(UNENDED, col(Case.id) > after)
        query = query.order_by(col(Case.id)).limit(limit)
        with self._database.reading() as session:
            rows = session.exec(query).all()
            for version in {row[3] for row in rows} - self._policies.keys():
                self._policies[version] = members.joined(session, version)
        return [
            Standing(CaseState.model_validate(state), at, begun is not None, self._policies[which])
            for state, at, begun, which in rows
        ]
