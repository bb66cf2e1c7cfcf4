"""Clocks by the holidays that are known today: what would differ, and moving cases over."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from activities.adoption import adopt
from rules.recomputation import Changed, changes
from schemas.enums import EventKind
from schemas.errors import EngineUnavailable, NoWorkflow
from schemas.events import Event

if TYPE_CHECKING:
    from store.backlog import Backlog
    from store.casebook import CaseBook, OpenCase

_PAGE = 500

Tell = Callable[[str], Awaitable[None]]
"""Tells the workflow of a case to read the record again."""


@dataclass(frozen=True)
class Found:
    """A case whose calendars are known otherwise today."""

    id: str
    version: str
    """The version that it goes by."""
    to: str | None
    """The version that it was moved to; none if it was not."""
    clocks: tuple[Changed, ...]


@dataclass
class Recomputed:
    """What was found and done."""

    checked: int = 0
    found: list[Found] = field(default_factory=list)
    untold: dict[str, str] = field(default_factory=dict)
    """The cases whose workflow does not know of it yet, and why; a repetition tells it."""

    @property
    def moved(self) -> int:
        return sum(each.to is not None for each in self.found)


class Recompute:
    """Goes through all cases, the ended ones too. Safe to interrupt and to repeat.

    An ended case is concerned only if its clocks differ; another one has clocks to come.
    """

    def __init__(self, book: "CaseBook", backlog: "Backlog") -> None:
        self._book = book
        self._backlog = backlog

    def preview(self, now: datetime, looked_at: Callable[[], None]) -> Recomputed:
        """What would differ; nothing is written. `looked_at` is called for each case."""
        done = Recomputed()
        for case_id in self._every():
            with self._book.look(case_id) as case:
                changed = _concerns(case, now)
            if changed is not None:
                done.found.append(Found(case_id, case.policy_version, None, changed))
            done.checked += 1
            looked_at()
        return done

    async def apply(
        self, by: str, now: Callable[[], datetime], tell: Tell, looked_at: Callable[[], None]
    ) -> Recomputed:
        """Move the cases, each in a transaction of its own, and tell their workflows."""
        done = Recomputed()
        for case_id in self._every():
            with self._book.open(case_id) as case:
                if found := _moved(case, by, now()):
                    done.found.append(found)
                waits = not case.known.ended and _untold(case.events)
            if waits:
                await _told(case_id, tell, done)
            done.checked += 1
            looked_at()
        return done

    def _every(self) -> Iterator[str]:
        after = ""
        while page := self._backlog.every(after, _PAGE):
            yield from page
            after = page[-1]


def _concerns(case: "OpenCase", now: datetime) -> tuple[Changed, ...] | None:
    """The clocks of a case that differ; none at all if it is not to be moved."""
    today = case.corrected()
    if today is None:
        return None
    changed = changes(case.events, case.policy, today, now)
    return None if case.known.ended and not changed else changed


def _moved(case: "OpenCase", by: str, now: datetime) -> Found | None:
    changed = _concerns(case, now)
    if changed is None:
        return None
    before, to = case.policy_version, case.keep_corrected()
    adopt(case, to, by, now)
    return Found(case.case_id, before, to, changed)


def _untold(events: Sequence[Event]) -> bool:
    """Whether nothing has happened since a case was moved by which its workflow had heard of it."""
    past = (event.kind for event in reversed(events) if event.kind is not EventKind.NOTED)
    return next(past) is EventKind.ADOPTED


async def _told(case_id: str, tell: Tell, done: Recomputed) -> None:
    try:
        with suppress(NoWorkflow):  # when it is started, it begins with what the record knows
            await tell(case_id)
    except EngineUnavailable as error:
        done.untold[case_id] = str(error)
