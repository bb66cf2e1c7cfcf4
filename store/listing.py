"""Cases page by page, in a stable order, as far as somebody sees them."""

import base64
import binascii
import json
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from schemas.case_filter import CaseFilter
from schemas.pages import BadCursor, Page
from store.database import Database
from store.tables import Case, Submission

_Place = tuple[datetime, str]


class Listing:
    """Finds cases by words in what customers wrote."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self,
        query: str,
        wanted: CaseFilter,
        teams: Collection[str] | None,
        cursor: str | None,
        limit: int,
    ) -> Page:
        """The cases of these teams (and those that no team has yet) of which all of this holds,
        the latest first. New ones never move those of a later page.

        Raises:
            BadCursor: the cursor is none that a page has given.
        """
        conditions = [*_seen(teams), *map(_holds, wanted.wanted), *_contains(query)]
        if cursor:
            conditions.append(_after(_read(cursor)))
        order = (col(Case.received_at).desc(), col(Case.id).desc())
        asked = select(Case).where(*conditions).order_by(*order).limit(limit + 1)
        with self._database.reading() as session:
            rows = session.exec(asked).all()
        more = len(rows) > limit
        return Page(rows[:limit], _written(rows[limit - 1]) if more else None)


def _seen(teams: Collection[str] | None) -> Iterator[ColumnElement[bool]]:
    if teams is None:
        return
    none_yet = col(Case.team).is_(None) if teams else col(Case.id).is_(None)
    yield or_(col(Case.team).in_(teams), none_yet)


def _holds(condition: tuple[str, str]) -> ColumnElement[bool]:
    key, value = condition
    match key:
        case "breached":
            return col(Case.breached).is_(value == "true")
        case "received_after":
            return col(Case.received_at) >= datetime.fromisoformat(value)
        case "received_before":
            return col(Case.received_at) < datetime.fromisoformat(value)
        case "policy":
            return col(Case.policy_version).startswith(value, autoescape=True)
        case _:
            return col(getattr(Case, key)) == value


def _contains(query: str) -> Iterator[ColumnElement[bool]]:
    for word in query.split():
        said = col(Submission.text).icontains(word, autoescape=True)
        yield col(Case.id).in_(select(Submission.case_id).where(said))


def _after(place: _Place) -> ColumnElement[bool]:
    at, case_id = place
    same = and_(col(Case.received_at) == at, col(Case.id) < case_id)
    return or_(col(Case.received_at) < at, same)


def _written(row: Case) -> str:
    place = json.dumps([row.received_at.isoformat(), row.id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read(cursor: str) -> _Place:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        at, case_id = json.loads(text)
        found = datetime.fromisoformat(at)
    except (ValueError, TypeError, binascii.Error):
        raise BadCursor from None
    if found.tzinfo is None or not isinstance(case_id, str) or "\x00" in case_id:
        raise BadCursor
    return found, case_id
