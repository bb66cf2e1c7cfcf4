"""Finding cases: pages of those of which something holds and in which something was written, the
latest first.

A page of a question with words is looked for in two ways. First among the latest cases: frequent
words fill a page there. If they do not, the index names the cases that can be meant, which are
then few. Either way what a case contains is judged by its words alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
    tuple_,
)
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from schemas import cursor as cursors
from schemas import search_query
from schemas.case_filter import CaseFilter, instant
from schemas.cursor import Place
from schemas.search_query import Question
from schemas.search_words import required
from store.database import Database
from store.search_index import as_term
from store.tables import Case

_WALKED = 4000
"""How many of the latest cases are looked at before the index is asked."""
_WORDS = table("search_words", column("id"), column("case_id"), column("words"), column("tokens"))
_INDEX = table("search_index", column("rowid"), column("search_index"))
_LATEST = (col(Case.received_at).desc(), col(Case.id).desc())
# A plan for any value would be one for none: stages and words are of very different frequency.
_PLANNING = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('jit', 'off', true)"
)
_THESE = select_rows(Case).order_by(*_LATEST)
_BATCH = 500
_Key = tuple[datetime, str]


@dataclass(frozen=True)
class Page:
    """Some cases, the latest first; `next` is the cursor of the page after it, if there is one."""

    rows: Sequence[Case]
    next: str | None
    question: str = ""
    """What the cursors of this answer are bound to."""
    is_narrowed: bool = False
    """Whether it was asked for less than every case."""

    def cursor_of(self, case: Case) -> str:
        """The cursor of the page that begins after a case."""
        return cursors.write(Place(case.received_at, case.id), self.question)


class Search:
    """Finds cases; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_postgres = database.engine.dialect.name == "postgresql"

    def find(
        self,
        query: str | None = None,
        wanted: CaseFilter = CaseFilter(),  # noqa: B008 - it is never changed
        teams: frozenset[str] | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page:
        """The latest `limit` cases after `cursor` of which `wanted` holds, that contain what
        `query` asks for, and are of one of `teams` or of no team yet. No `teams`: of any; an empty
        set sees none. A query in which there is no word finds nothing.

        Raises:
            Mistake: the cursor is broken, or of another question.
            RecordUnavailable: the record cannot be reached.
        """
        question = search_query.parse(query) if query and query.strip() else None
        bound = f"{wanted} {question}"
        empty = Page((), None, bound, bool(query or wanted.wanted or cursor))
        start = cursors.read(cursor, bound) if cursor else None
        if question == Question() or (teams is not None and not teams):
            return empty
        conditions = [*_conditions(wanted), *_of_teams(teams), *_after(start)]
        with self._database.reading() as session:
            if self._is_postgres:
                session.connection().execute(_PLANNING)
            keys = self._keys(session, conditions, question, limit + 1)
            return _page(session, keys, limit, empty)

    def _keys(
        self,
        session: Session,
        conditions: list[ColumnElement[bool]],
        question: Question | None,
        most: int,
    ) -> list[_Key]:
        listed = select(col(Case.received_at), col(Case.id)).where(*conditions).order_by(*_LATEST)
        if question is None:
            return _read(session, listed.limit(most))
        walked = max(_WALKED, most)
        latest = listed.limit(walked)
        found = _read(session, self._among(latest, question, most))
        if len(found) == most or _count(session, latest) < walked:
            return found
        return _read(session, self._indexed(conditions, question).limit(most))

    def _among(
        self, latest: Select[datetime, str], question: Question, most: int
    ) -> Select[datetime, str]:
        """Those of some cases that answer the question."""
        some = latest.cte("latest").prefix_with("MATERIALIZED")
        return (
            select(some.c.received_at, some.c.id)
            .join(_WORDS, _WORDS.c.case_id == some.c.id)
            .where(*self._contains(question))
            .order_by(some.c.received_at.desc(), some.c.id.desc())
            .limit(most)
        )

    def _indexed(
        self, conditions: list[ColumnElement[bool]], question: Question
    ) -> Select[datetime, str]:
        """The cases that the index names, and that answer the question."""
        hits = select(_WORDS.c.case_id).where(*self._named(question), *self._contains(question))
        some = hits.cte("hits").prefix_with("MATERIALIZED")
        return (
            select(col(Case.received_at), col(Case.id))
            .join(some, some.c.case_id == Case.id)
            .where(*conditions)
            .order_by(*_LATEST)
        )

    def _named(self, question: Question) -> list[ColumnElement[bool]]:
        sought = sorted({token for units in question.wanted for token in required(units)})
        if not sought:
            return []
        if self._is_postgres:
            return [_WORDS.c.tokens.op("@>")(_as_array(sought))]
        match = " AND ".join(f'"{as_term(each)}"' for each in sought)
        named = select(_INDEX.c.rowid).where(_INDEX.c.search_index.op("MATCH")(match))
        return [_WORDS.c.id.in_(named)]

    def _contains(self, question: Question) -> list[ColumnElement[bool]]:
        place = func.strpos if self._is_postgres else func.instr
        within = [place(_WORDS.c.words, f" {' '.join(u)} ") > 0 for u in question.wanted]
        without = [place(_WORDS.c.words, f" {' '.join(u)} ") == 0 for u in question.unwanted]
        return [*within, *without]


def holds(key: str, value: str) -> ColumnElement[bool]:
    """That one condition of a filter holds of a case."""
    match key:
        case "policy":
            return col(Case.policy_version).startswith(value, autoescape=True)
        case "breached":
            return col(Case.breached).is_(value == "true")
        case "received_after":
            return col(Case.received_at) >= instant(value)
        case "received_before":
            return col(Case.received_at) < instant(value)
        case _:
            return col(getattr(Case, key)) == value


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    return [holds(key, value) for key, value in wanted.wanted]


def _of_teams(teams: frozenset[str] | None) -> list[ColumnElement[bool]]:
    if teams is None:
        return []
    return [or_(col(Case.team).is_(None), col(Case.team).in_(sorted(teams)))]


def _after(start: Place | None) -> list[ColumnElement[bool]]:
    if start is None:
        return []
    case = tuple_(col(Case.received_at), col(Case.id))
    return [case < (start.received_at, start.case_id)]


def _as_array(tokens: list[int]) -> ColumnElement[Any]:
    return cast(literal(tokens, ARRAY(Integer)), ARRAY(Integer))


def _read(session: Session, query: Select[datetime, str]) -> list[_Key]:
    return [(row.received_at, row.id) for row in session.connection().execute(query)]


def _count(session: Session, query: Select[datetime, str]) -> int:
    counted = select(func.count()).select_from(query.subquery())
    return int(session.connection().execute(counted).scalar_one())


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _within(ids: list[str]) -> ColumnElement[bool]:
    return col(Case.id).in_(ids)


def _page(session: Session, keys: list[_Key], limit: int, empty: Page) -> Page:
    ids = [case_id for _, case_id in keys[:limit]]
    rows = [case for some in _batches(ids) for case in session.exec(_THESE.where(_within(some)))]
    more = len(keys) > limit
    following = empty.cursor_of(rows[-1]) if more else None
    return replace(empty, rows=rows, next=following)
