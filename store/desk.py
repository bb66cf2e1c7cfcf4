"""What the desk asks of the record: open cases by urgency, counts, whose turn it is, what changed.

Lists are read from the columns of cases; clocks only of the cases that a page shows.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col, select

from schemas.access import EVERYTHING, Sight
from schemas.case_filter import CaseFilter
from schemas.enums import DecisionKind, Stage
from schemas.events import Event
from schemas.policy import Policy
from store import members, turns
from store.database import Database
from store.search import holds
from store.sight import conditions
from store.tables import Case, DecisionRow, EventRow, Submission

_OPEN = col(Case.closed_at).is_(None)
_MOST_URGENT = (col(Case.due_at).asc().nulls_last(), col(Case.id))
_ALL = CaseFilter()
_EVENT = SQLModel.metadata.tables["events"].c
_EVENTS = columns(*_EVENT)
_HANDING = (DecisionKind.ASSIGN.value, DecisionKind.PROPOSE.value, DecisionKind.TASK.value)
_LATELY = 20_000
"""So many of the latest decisions of everybody are looked at for those of one person."""


@dataclass(frozen=True)
class Shown:
    """A case as a list shows it, with what its clocks are made from."""

    case: Case
    text: str
    name: str | None
    events: list[Event]
    """Without what people wrote."""
    policy: Policy


@dataclass(frozen=True)
class Count:
    """How many open cases there are in a stage, and how many of them missed a target."""

    cases: int
    missed: int


@dataclass(frozen=True)
class Changed:
    """That a case has a new event, its number `seq`."""

    case_id: str
    seq: int
    team: str | None
    owner: str | None
    confidential: bool = False
    concerned: frozenset[str] = frozenset()
    """Of a confidential case those whom it concerns."""


class DeskQueries:
    """Read-only questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def urgent(
        self,
        wanted: CaseFilter = _ALL,
        sight: Sight = EVERYTHING,
        limit: int = 50,
        after: Case | None = None,
    ) -> Sequence[Case]:
        """Open cases within `sight` of which `wanted` holds, the first to be due first; those after
        one."""
        query = select(Case).where(*_asked(wanted, sight), *_later(after))
        with self._database.reading() as session:
            return session.exec(query.order_by(*_MOST_URGENT).limit(limit)).all()

    def counts(self, wanted: CaseFilter = _ALL, sight: Sight = EVERYTHING) -> dict[str, Count]:
        """How many open cases within `sight` of which `wanted` holds each stage has."""
        missed = func.sum(case((col(Case.breached), 1), else_=0))
        query = select(Case.stage, func.count(), missed).where(*_asked(wanted, sight))
        with self._database.reading() as session:
            found = session.exec(query.group_by(Case.stage)).all()
        return {stage: Count(cases, int(late)) for stage, cases, late in found}

    def heads(
        self, most: Mapping[Stage, int], wanted: CaseFilter = _ALL, sight: Sight = EVERYTHING
    ) -> dict[str, list[str]]:
        """The ids of the most urgent open cases of which `wanted` holds of these stages, so many
        of each: the first to be due first."""
        fields = (col(Case.stage), col(Case.due_at), col(Case.id))
        parts = [
            columns(*fields)
            .where(*_asked(wanted, sight), col(Case.stage) == stage.value)
            .order_by(*_MOST_URGENT)
            .limit(number)
            .subquery()
            for stage, number in most.items()
        ]
        with self._database.reading() as session:
            rows = session.connection().execute(union_all(*map(columns, parts))).all()
        found: dict[str, list[str]] = defaultdict(list)
        for stage, _, case_id in sorted(rows, key=lambda row: (row[1] is None, *row[1:])):
            found[stage].append(case_id)
        return found

    def counts_by(self, by: str, sight: Sight = EVERYTHING) -> dict[str, Count]:
        """How many open cases there are of each team, or by each channel; `by` is which of both."""
        column = {"team": col(Case.team), "channel": col(Case.channel)}[by]
        missed = func.sum(case((col(Case.breached), 1), else_=0))
        query = select(column, func.count(), missed).where(*_asked(_ALL, sight)).group_by(column)
        with self._database.reading() as session:
            return {key: Count(cases, int(late)) for key, cases, late in session.exec(query) if key}

    def turns(self, who: Collection[str]) -> dict[str, set[str]]:
        """The cases that wait for any of these (logins, or `@` and a team), and for what:
        `approval`, or the names of tasks. Whether a yes counts is judged where it is given."""
        with self._database.reading() as session:
            return turns.of(session, who)

    def handed(self, by: str, sight: Sight, limit: int) -> Sequence[Case]:
        """Open cases of others that somebody had to do with lately by assigning them, by a
        proposal or by a task; the first to be due first. Whether it is still waited for is judged
        by who asks."""
        latest = select(func.coalesce(func.max(DecisionRow.id), 0)).scalar_subquery()
        touched = select(DecisionRow.case_id).where(
            col(DecisionRow.id) > latest - _LATELY,
            col(DecisionRow.by) == by,
            col(DecisionRow.kind).in_(_HANDING),
        )
        others = or_(col(Case.owner).is_(None), col(Case.owner) != by)
        wanted = (*_asked(_ALL, sight), col(Case.id).in_(touched), others)
        with self._database.reading() as session:
            query = select(Case).where(*wanted).order_by(*_MOST_URGENT).limit(limit)
            return session.exec(query).all()

    def shown(self, ids: Sequence[str]) -> list[Shown]:
        """These cases, in this order, with what lists show of them."""
        with self._database.reading() as session:
            of = col(Case.id).in_(ids)
            query = select(Case, Submission).join(Submission).where(of)
            rows = {row.id: (row, words) for row, words in session.exec(query)}
            events = _events(session, ids)
            known = {
                v: members.joined(session, v) for v in {c.policy_version for c, _ in rows.values()}
            }
        return [
            Shown(row, words.text, words.name, events[row.id], known[row.policy_version])
            for row, words in (rows[each] for each in ids if each in rows)
        ]

    def changed(self, since: datetime) -> list[Changed]:
        """The cases that have events of an instant and later, with the latest event's number."""
        latest = (
            select(EventRow.case_id, func.max(EventRow.seq).label("seq"))
            .where(col(EventRow.at) >= since)
            .group_by(EventRow.case_id)
            .subquery()
        )
        fields = (
            col(Case.id),
            latest.c.seq,
            col(Case.team),
            col(Case.owner),
            col(Case.confidential),
        )
        query = columns(*fields).join(latest, latest.c.case_id == Case.id)
        with self._database.reading() as session:
            found = [Changed(*row) for row in session.connection().execute(query)]
            kept = turns.waited_for(session, [each.case_id for each in found if each.confidential])
        return [
            replace(each, concerned=kept.get(each.case_id, frozenset()) | {each.owner or ""} - {""})
            for each in found
        ]


def _asked(wanted: CaseFilter, sight: Sight) -> list[ColumnElement[bool]]:
    return [_OPEN, *(holds(key, value) for key, value in wanted.wanted), *conditions(sight)]


def _later(after: Case | None) -> list[ColumnElement[bool]]:
    """What comes after a case in the order of urgency."""
    if after is None:
        return []
    due, id_ = col(Case.due_at), col(Case.id)
    if after.due_at is None:
        return [and_(due.is_(None), id_ > after.id)]
    same = and_(due == after.due_at, id_ > after.id)
    return [or_(due > after.due_at, same, due.is_(None))]


def _events(session: Session, ids: Sequence[str]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {each: [] for each in ids}
    query = _EVENTS.where(_EVENT.case_id.in_(ids)).order_by(_EVENT.case_id, _EVENT.seq)
    # Without objects for the rows: a page has hundreds of them.
    for row in session.connection().execute(query).mappings():
        found[row["case_id"]].append(Event.model_validate(dict(row)))
    return found
