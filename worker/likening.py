"""Knows which cases are like another, and links those that are about the same."""

from datetime import datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from activities import relating
from activities.protocols import KeepLikeness
from analysis import likeness
from analysis.nearest import Nearest
from analysis.plain import plain
from rules import related
from schemas.access import EVERYTHING, Sight
from schemas.enums import Outcome
from schemas.events import SYSTEM, NewEvent
from schemas.likeness import Alike
from store import likenesses
from store.casebook import OpenCase
from store.likenesses import Kept

if TYPE_CHECKING:
    from sqlmodel import Session

_SHORTLIST = 200
"""How many of the nearest are compared in full. With 50, nothing more was missed when measured."""
_BEHIND = 500
"""So many numbers are read again each time: a smaller one can be committed after a greater one."""


class _Index:
    """The sketches of one model that a process knows of."""

    def __init__(self) -> None:
        self.nearest = Nearest()
        self.latest: set[int] = set()
        self.last = 0

    def learn(self, rows: list[tuple[int, bytes]]) -> None:
        new = [(number, signs) for number, signs in rows if number not in self.latest]
        self.nearest.add(new)
        self.latest |= {number for number, _ in new}
        self.last = max(self.latest, default=self.last)
        self.latest = {number for number in self.latest if number > self.last - _BEHIND}


class Likening:
    """Compares cases. One for a process; safe to share between threads."""

    def __init__(self) -> None:
        self._indexes: dict[str, _Index] = {}
        self._turn = Lock()

    def compare(self, case: OpenCase) -> KeepLikeness:
        """Find out what a new case is compared by, and learn of the others, while the case is only
        looked at; others need not wait meanwhile. What is returned keeps it."""
        made = likeness.sketch(plain(case.submission["text"]))
        if made is None:
            return _keep_nothing
        self._nearest(case.session, made)
        return partial(self._keep, made)

    def _keep(self, made: likeness.Sketch, case: OpenCase, now: datetime) -> list[NewEvent]:
        """Where an open case is so like it as the policy says, both are linked: what that is for
        this case is returned, to be recorded with its analysis."""
        found = self._find(case.session, made, EVERYTHING, case.case_id)
        likenesses.keep(case.session, case.case_id, *made)
        enough = case.policy.analysis.link_above
        near = next((a for a in found if a.score >= enough and _can_be_linked(a)), None)
        if near is None or case.known.confidential:
            return []
        known = _known_problem(case.beside(near.case_id))
        return [relating.tell(case, known, SYSTEM, now, near.score)]

    def like(
        self, session: "Session", case_id: str, text: str, sight: Sight = EVERYTHING
    ) -> list[Alike]:
        """The cases that are like one, the most alike first. `text` is what it says, for a case of
        which nothing is kept yet."""
        own = likenesses.find(session, case_id)
        made = _of_kept(own) if own else likeness.sketch(plain(text))
        return self._find(session, made, sight, case_id) if made else []

    def _find(
        self, session: "Session", made: likeness.Sketch, sight: Sight, without: str
    ) -> list[Alike]:
        numbers = self._nearest(session, made)
        found = likenesses.among(session, numbers, made.digest, sight)
        others = [each for each in found if each.case_id != without and each.model == made.model]
        scores = likeness.alike(made, [(each.digest, each.sketch) for each in others])
        alike = [_alike(*each) for each in zip(others, scores, strict=True)]
        return sorted(alike, key=lambda each: (-each.score, each.case_id))

    def _nearest(self, session: "Session", made: likeness.Sketch) -> list[int]:
        with self._turn:
            index = self._indexes.setdefault(made.model, _Index())
            since = max(0, index.last - _BEHIND)
            index.learn(likenesses.after(session, since, made.model, likeness.SIGNS))
            return index.nearest.find(made.content, _SHORTLIST)


def _of_kept(own: Kept) -> likeness.Sketch | None:
    return likeness.Sketch(own.digest, own.sketch, own.model) if own.sketch else None


def _keep_nothing(case: OpenCase, _now: datetime) -> list[NewEvent]:
    likenesses.keep(case.session, case.case_id, *likenesses.NOTHING)
    return []


def _alike(each: Kept, score: float) -> Alike:
    outcome = Outcome(each.outcome) if each.outcome else None
    return Alike(case_id=each.case_id, score=score, outcome=outcome, confidential=each.confidential)


def _can_be_linked(alike: Alike) -> bool:
    return alike.is_open and not alike.confidential


def _known_problem(case: OpenCase) -> OpenCase:
    """The case that all are linked to that are about the same: the one that came first."""
    linked = related.linked(case.events)
    if not linked:
        return case
    first = case.beside(next(iter(linked)))
    older = first.received_at < case.received_at and not first.known.erased
    return first if older else case
