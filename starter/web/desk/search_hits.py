"""What a search has found, as this person may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules import masking
from rules.access import sees_names
from rules.excerpts import Piece, excerpt
from schemas import search_query
from schemas.pages import BadCursor
from schemas.search_query import Question
from schemas.state import CaseState
from starter.web.desk.rows import Row, row
from starter.web.desk.search_filters import Typed
from starter.web.desk.seat import Seat
from store.desk import Shown

PAGE, _MOST = 25, 180


@dataclass(frozen=True)
class Hit:
    """A case, and where in it the words are; `elsewhere`: not in what it began with."""

    row: Row
    outcome: str | None
    pieces: Sequence[Piece]
    elsewhere: bool


@dataclass(frozen=True)
class Found:
    """A page of hits, the latest first; `next` is the cursor of the one after it."""

    hits: Sequence[Hit]
    next: str | None
    is_first: bool


def found(seat: Seat, asked: Typed, cursor: str | None) -> Found:
    """The cases that this person sees of which it holds, closed ones too. A cursor of another
    question is none."""
    words, sight = asked.words or None, seat.sight
    try:
        page = seat.desk.search.find(words, asked.wanted, sight, cursor, PAGE)
    except BadCursor:
        cursor, page = None, seat.desk.search.find(words, asked.wanted, sight, None, PAGE)
    question = search_query.parse(asked.words)
    shown = seat.desk.queries.shown([case.id for case in page.rows])
    return Found([_hit(seat, each, question) for each in shown], page.next, not cursor)


def _hit(seat: Seat, shown: Shown, question: Question) -> Hit:
    state = CaseState.model_validate(shown.case.state)
    names = () if sees_names(seat.caller, state) else (shown.name,)
    pieces = excerpt(masking.masked(shown.text, names), question, _MOST)
    is_marked = any(each.is_hit for each in pieces)
    outcome = shown.case.outcome
    return Hit(row(seat, shown), outcome, pieces, bool(question.wanted) and not is_marked)
