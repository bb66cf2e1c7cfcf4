"""Cases that are about the same as another, or like it; and how those were solved that are over."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from activities import relating
from activities.protocols import Now
from rules import related
from rules.access import within
from rules.masking import masked
from schemas.access import EVERYTHING, Sight
from schemas.enums import EventKind, Refusal
from schemas.errors import BadInput, Refused
from schemas.likeness import Alike
from schemas.state import CaseState
from schemas.views import CaseView
from store import likenesses
from store.casebook import CaseBook, OpenCase
from store.queries import Looked, Queries

if TYPE_CHECKING:
    from store.database import Database
    from worker.likening import Likening

_Change = Callable[[OpenCase, OpenCase, str, datetime], bool]
_MOST = 5
_BEGINNING = 140


@dataclass(frozen=True)
class Relative:
    """Another case. `text` and `solution` are masked."""

    state: CaseState
    text: str
    score: float | None
    """How alike both are; none where a person says that they are about the same."""
    link: related.Link | None = None
    solution: str | None = None
    """What its customer was told in the end."""


@dataclass(frozen=True)
class Relatives:
    """The cases that are linked with one, those that are open and like it, and those that are over
    and were solved or answered; the most alike first."""

    linked: Sequence[Relative] = ()
    open: Sequence[Relative] = ()
    closed: Sequence[Relative] = ()


@dataclass
class Relations:
    """Finds relatives, and links and parts cases in a person's name."""

    database: "Database"
    now: Now
    _queries: Queries = field(init=False)
    _book: CaseBook = field(init=False)

    def __post_init__(self) -> None:
        self._queries, self._book = Queries(self.database), CaseBook(self.database)

    def of(self, view: CaseView, sight: Sight = EVERYTHING, *, compare: bool = True) -> Relatives:
        """The relatives of a case that are within sight. With `compare`, a case of which nothing is
        kept is compared all the same, by its words: that reads the encoder."""
        linked = related.linked(view.events)
        parted = related.parted(view.events)
        least = view.policy.analysis.similar_above
        found = [
            each
            for each in self._alike(view, sight, compare=compare)
            if each.score >= least and each.case_id not in {*linked, *parted}
        ]
        closed = [each for each in found if not each.is_open]
        return Relatives(
            linked=[each for link in linked.values() for each in self._linked(link, sight)],
            open=list(self._told([each for each in found if each.is_open][:_MOST])),
            closed=list(self._told(closed))[:_MOST] if closed else [],
        )

    def link(self, case_id: str, other: str, by: str) -> bool:
        """Note on two cases that they are about the same; whether that is new.

        Raises:
            UnknownCase: one of them is not there.
            BadInput: it is one case.
            Refused: the person is unknown to the policy of one, or one is erased.
        """
        return self._change(relating.link, case_id, other, by)

    def unlink(self, case_id: str, other: str, by: str) -> bool:
        """Note that they are not about the same after all; whether they were linked."""
        return self._change(relating.unlink, case_id, other, by)

    @cached_property
    def _likening(self) -> "Likening":
        from worker.likening import Likening

        return Likening()

    def _change(self, change: _Change, case_id: str, other_id: str, by: str) -> bool:
        if case_id == other_id:
            raise BadInput(f"{case_id} is the same case", field="of", value=other_id)
        # Always in one order, so that two who link the same cases do not wait for each other.
        first, second = sorted((case_id, other_id))
        with self._book.open(first) as one:
            two = one.beside(second)
            for each in (one, two):
                if by not in each.policy.staff:
                    raise Refused(Refusal.UNKNOWN_PERSON)
                if each.known.erased:
                    raise Refused(Refusal.ERASED)
            case, other = (one, two) if first == case_id else (two, one)
            return change(case, other, by, self.now())

    def _alike(self, view: CaseView, sight: Sight, *, compare: bool) -> list[Alike]:
        case_id = view.state.case_id
        with self.database.reading() as session:
            if not compare and likenesses.find(session, case_id) is None:
                return []
            return self._likening.like(session, case_id, view.text, sight)

    def _linked(self, link: related.Link, sight: Sight) -> Iterator[Relative]:
        found = self._queries.case(link.case_id)
        if found is None:
            return
        state = CaseState.model_validate(found.case.state)
        if within(sight, state.team, state.confidential, state.concerned):
            yield _relative(found, link.score, link)

    def _told(self, alike: Sequence[Alike]) -> Iterator[Relative]:
        for each in alike[: 4 * _MOST]:
            found = self._queries.case(each.case_id)
            if found is None:
                continue
            relative = _relative(found, each.score)
            if each.is_open or relative.solution:
                yield relative


def _relative(found: Looked, score: float | None, link: related.Link | None = None) -> Relative:
    names = (found.submission.name, found.submission.contact)
    text = " ".join(masked(found.submission.text, names).split())
    solution = _solution(found)
    return Relative(
        state=CaseState.model_validate(found.case.state),
        text=text if len(text) <= _BEGINNING else text[:_BEGINNING].rstrip() + "…",
        score=score,
        link=link,
        solution=masked(solution, names) if solution else None,
    )


def _solution(found: Looked) -> str | None:
    """The last that a customer was told of a case that is over."""
    if not found.case.outcome:
        return None
    said = (
        event.texts.get("summary")
        for event in reversed(found.events)
        if event.kind is EventKind.RESOLVED
    )
    return next(filter(None, said), None)
