"""What does not go on of a case, and what can be done about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.enums import Operation
from schemas.state import CaseState

if TYPE_CHECKING:
    from engine.work import Work


class TroubleKind(StrEnum):
    """Why a case does not go on; the gravest first."""

    STUCK = "stuck"
    """Its workflow fails each time it is to do something: a bug, or a version that does not fit."""
    GONE = "gone"
    UNSTARTED = "unstarted"
    STEP = "step"
    """A step of the record fails and is tried again."""
    UNDELIVERED = "undelivered"
    IDLE = "idle"
    """No worker has taken what is to be done."""
    AHEAD = "ahead"
    LATE = "late"
    RETRYING = "retrying"
    """A mail, or another thing outside, fails and is tried again."""
    UNSENT = "unsent"
    UNDELIVERABLE = "undeliverable"


ORDER = {kind: n for n, kind in enumerate(TroubleKind)}
_BY_THE_RECORD = frozenset({TroubleKind.UNSTARTED, TroubleKind.UNDELIVERED, TroubleKind.AHEAD})


@dataclass(frozen=True)
class Trouble:
    """One thing that does not go on, since when; `what` is the template of a mail, the kind of a
    decision, or the name of an activity; `error` the kind of the last error."""

    kind: TroubleKind
    since: datetime | None = None
    what: str | None = None
    error: str | None = None
    said: str | None = None
    attempt: int | None = None
    next_at: datetime | None = None


@dataclass(frozen=True)
class Ailing:
    """A case with everything that does not go on of it, the gravest first. `work` is none where
    Temporal was not asked, did not answer, or knows of no workflow."""

    state: CaseState
    troubles: tuple[Trouble, ...]
    work: "Work | None" = None

    @property
    def since(self) -> datetime | None:
        return min((each.since for each in self.troubles if each.since), default=None)

    def with_more(self, troubles: Iterable[Trouble], work: "Work | None") -> "Ailing":
        """The same with what Temporal tells."""
        return Ailing(self.state, arranged([*self.troubles, *troubles]), work)

    @property
    def kinds(self) -> frozenset[TroubleKind]:
        return frozenset(each.kind for each in self.troubles)


def of_work(work: "Work", before: datetime) -> Iterator[Trouble]:
    """What a workflow itself tells of. What waits for a worker since `before` waits too long."""
    if work.stuck:
        yield Trouble(TroubleKind.STUCK, None, error=work.stuck, attempt=work.attempt)
    elif work.idle_since and work.idle_since < before:
        yield Trouble(TroubleKind.IDLE, work.idle_since)
    if work.step:
        yield Trouble(TroubleKind.STEP, None, error=work.step)
    for each in work.failing:
        yield Trouble(
            TroubleKind.RETRYING,
            None,
            what=each.name,
            error=each.kind,
            said=each.said,
            attempt=each.attempt,
            next_at=each.next_at,
        )


def arranged(troubles: list[Trouble]) -> tuple[Trouble, ...]:
    """The gravest first; a mail that is tried again is not told of as waiting, too."""
    if any(each.kind is TroubleKind.RETRYING for each in troubles):
        troubles = [each for each in troubles if each.kind is not TroubleKind.UNSENT]
    return tuple(sorted(troubles, key=lambda each: ORDER[each.kind]))


def needs_workflow(state: CaseState, kinds: frozenset[TroubleKind]) -> bool:
    return not state.ended or bool(state.unsent) or TroubleKind.UNDELIVERED in kinds


def possible(ailing: Ailing, *, answers: bool) -> tuple[Operation, ...]:
    """What can be done; `answers` is whether Temporal does."""
    state, work, kinds = ailing.state, ailing.work, ailing.kinds
    running = bool(work and work.running)
    found: list[Operation] = []
    waits = not running or bool(kinds & (_BY_THE_RECORD | {TroubleKind.RETRYING}))
    if answers and waits and needs_workflow(state, kinds):
        found.append(Operation.RETRY)
    if state.unsent and not state.erased:
        found.append(Operation.SKIP)
    if running:
        found += [Operation.ANEW, Operation.END]
    return tuple(found)
