"""Finding cases: pages of those of which something holds and in which something was written, the
latest first.

A page of a question with words is looked for in two ways. First among the latest cases: frequent
words fill a page there. If they do not, the index names the cases that can be meant, which are
then few. Either way what a case contains is judged by its words alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    cast,
    column,
    func,
    literal,
    select,
    table,
    text,
    tuple_,
)
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from schemas import cursor as cursors
from schemas import search_query
from schemas.access import EVERYTHING, Sight
from schemas.case_filter import TIMES, CaseFilter, instant
from schemas.cursor import Place
from schemas.enums import Outcome
from schemas.search_query import Question
from schemas.search_words import required
from store.columns import Utc
from store.database import Database
from store.search_index import as_term
from store.sight import conditions as within
from store.tables import LISTED_BY, Case

_WALKED = 4000
"""How many of the latest cases are looked at before the index is asked."""
_MANY = 4
"""Times the root of the cases of a page: with more of them than that among the latest, a longer
walk fills the page sooner than the index. Both cost the same where one in a hundred cases answers,
of a million; of fewer cases either is quick."""
_WORDS = table(
    "search_words",
    column("id"),
    column("case_id"),
    column("received_at", Utc()),
    column("words"),
    column("tokens"),
)
_INDEX = table("search_index", column("rowid"), column("search_index"))
_LATEST = (col(Case.received_at).desc(), col(Case.id).desc())
# A plan for any value would be one for none: stages and words are of very different frequency.
_PLANNING = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('jit', 'off', true)"
)
_THESE = select_rows(Case).order_by(*_LATEST)
_BATCH = 500
_FREQUENT = ("sentiment",)
_Key = tuple[datetime, str]
_Keys = Select[datetime, str]
_SPOKEN = (_WORDS.c.received_at, _WORDS.c.case_id.label("id"))


class _Asked(NamedTuple):
    conditions: list[ColumnElement[bool]]
    start: Place | None
    question: Question | None


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
        sight: Sight = EVERYTHING,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page:
        """The latest `limit` cases after `cursor` of which `wanted` holds, that contain what
        `query` asks for, and are within `sight`. A query in which there is no word finds nothing.

        Raises:
            BadCursor: the cursor is broken, or of another question.
            RecordUnavailable: the record cannot be reached.
        """
        question = search_query.parse(query) if query and query.strip() else None
        bound = f"{wanted} {question}"
        empty = Page((), None, bound, bool(query or wanted.wanted or cursor))
        start = cursors.read(cursor, bound) if cursor else None
        if question == Question() or sight.teams == frozenset():
            return empty
        asked = _Asked([*_conditions(wanted), *within(sight)], start, question)
        with self._database.reading() as session:
            if self._is_postgres:
                session.connection().execute(_PLANNING)
            keys = self._keys(session, asked, limit + 1)
            return _page(session, keys, limit, empty)

    def _keys(self, session: Session, asked: _Asked, most: int) -> list[_Key]:
        listed = _listed(asked)
        if asked.question is None:
            return _read(session, listed.limit(most))
        latest = listed if asked.conditions else _spoken(asked)
        walked = max(_WALKED, most)
        found = _read(session, self._among(latest.limit(walked), asked.question, most))
        if _MANY * sqrt(most) <= len(found) < most:  # about as frequent a little farther on
            walked = 2 * walked * most // len(found)
            found = _read(session, self._among(latest.limit(walked), asked.question, most))
        if len(found) == most or _count(session, latest.limit(walked)) < walked:
            return found
        return _read(session, self._indexed(asked, asked.question).limit(most))

    def _among(self, latest: _Keys, question: Question, most: int) -> _Keys:
        """Those of some cases that answer the question."""
        some = latest.cte("latest").prefix_with("MATERIALIZED")
        words = some if "words" in some.c else _WORDS
        found = select(some.c.received_at, some.c.id)
        if words is _WORDS:
            found = found.join(_WORDS, _WORDS.c.case_id == some.c.id)
        contained = self._contains(words.c.words, question)
        ordered = found.where(*contained).order_by(some.c.received_at.desc(), some.c.id.desc())
        return ordered.limit(most)

    def _indexed(self, asked: _Asked, question: Question) -> _Keys:
        """The cases that the index names, and that answer the question."""
        judged = [*self._named(question), *self._contains(_WORDS.c.words, question)]
        key: tuple[Any, Any] = (_WORDS.c.received_at, _WORDS.c.case_id)
        found = select(*_SPOKEN)
        if asked.conditions:
            key = (col(Case.received_at), col(Case.id))
            found = select(*key).join(_WORDS, _WORDS.c.case_id == Case.id)
        inside = found.where(*judged, *asked.conditions, *_after(asked.start, *key))
        # Materialized, or PostgreSQL may walk all cases in their order instead of the index.
        some = inside.cte("hits").prefix_with("MATERIALIZED")
        order = (some.c.received_at.desc(), some.c.id.desc())
        return select(some.c.received_at, some.c.id).order_by(*order)

    def _named(self, question: Question) -> list[ColumnElement[bool]]:
        sought = sorted({token for units in question.wanted for token in required(units)})
        if not sought:
            return []
        if self._is_postgres:
            return [_WORDS.c.tokens.op("@>")(_as_array(sought))]
        match = " AND ".join(f'"{as_term(each)}"' for each in sought)
        named = select(_INDEX.c.rowid).where(_INDEX.c.search_index.op("MATCH")(match))
        return [_WORDS.c.id.in_(named)]

    def _contains(self, words: Any, question: Question) -> list[ColumnElement[bool]]:
        place = func.strpos if self._is_postgres else func.instr
        within = [place(words, f" {' '.join(u)} ") > 0 for u in question.wanted]
        without = [place(words, f" {' '.join(u)} ") == 0 for u in question.unwanted]
        return [*within, *without]


NOBODY = "-"
"""The owner of the cases that have none."""


def holds(key: str, value: str) -> ColumnElement[bool]:
    """That one condition of a filter holds of a case."""
    match key:
        case "owner" if value == NOBODY:
            return col(Case.owner).is_(None)
        case "policy":
            return col(Case.policy_version).startswith(value, autoescape=True)
        case "spam":
            aside = func.coalesce(col(Case.outcome), "") == Outcome.INVALID
            return aside if value == "yes" else ~aside
        case "breached":
            return col(Case.breached).is_(value == "true")
        case _ if key in TIMES:
            name, _, side = key.partition("_")
            at = col(getattr(Case, f"{name}_at"))
            return at >= instant(value) if side == "after" else at < instant(value)
        case _:
            return col(getattr(Case, key)) == value


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    others = {key for key, _ in wanted.wanted} & {*LISTED_BY} - {*_FREQUENT}
    return [
        # Of a mood there are too many cases to go through its index where another one serves.
        func.coalesce(col(getattr(Case, key)), "") == value
        if key in _FREQUENT and others
        else holds(key, value)
        for key, value in wanted.wanted
    ]


def _listed(asked: _Asked) -> _Keys:
    """The cases that are asked for, whatever they contain, the latest first."""
    key = (col(Case.received_at), col(Case.id))
    return select(*key).where(*asked.conditions, *_after(asked.start, *key)).order_by(*_LATEST)


def _spoken(asked: _Asked) -> Any:
    """All cases with their words, the latest first: these lie side by side."""
    at = _WORDS.c.received_at
    found = select(*_SPOKEN, _WORDS.c.words).where(*_after(asked.start, at, _WORDS.c.case_id))
    return found.order_by(at.desc(), _WORDS.c.case_id.desc())


def _after(start: Place | None, *key: Any) -> list[ColumnElement[bool]]:
    return [tuple_(*key) < (start.received_at, start.case_id)] if start else []


def _as_array(tokens: list[int]) -> ColumnElement[Any]:
    return cast(literal(tokens, ARRAY(Integer)), ARRAY(Integer))


def _read(session: Session, query: _Keys) -> list[_Key]:
    return [(row.received_at, row.id) for row in session.connection().execute(query)]


def _count(session: Session, query: _Keys) -> int:
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
