"""Erasing what persons wrote and who they are; the events stay, without them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from activities import ledger
from activities.protocols import Now
from rules import steps
from schemas.enums import EventKind, Refusal
from schemas.errors import Refused
from schemas.events import NewEvent
from schemas.state import CaseState

if TYPE_CHECKING:
    from pathlib import Path

    from store.casebook import CaseBook, OpenCase
    from store.erasures import Erasures


class Cause(StrEnum):
    """Why something is erased."""

    REQUEST = "request"
    RETENTION = "retention"


class Keeper(Protocol):
    """Holds what persons wrote beside the record: caught mails, attachments."""

    name: str

    def count(self, case_ids: Collection[str], addresses: Collection[str], /) -> int:
        """How much it holds of these cases, or for these addresses."""

    def export(
        self, case_ids: Collection[str], addresses: Collection[str], folder: "Path", /
    ) -> list[str]:
        """Copy into a folder, made if needed, what the customer has a right to; the names."""

    def erase(self, case_ids: Collection[str], addresses: Collection[str], /) -> int:
        """Erase that; returns how much it was. Done again, it changes nothing."""


@dataclass(frozen=True)
class Order:
    """Who wants something erased, and why. `shell_user` is who sits at the command line."""

    by: str
    cause: Cause
    reason: str | None = None
    shell_user: str | None = None


class Eraser:
    """Erases cases, each in a transaction of its own, and what keepers hold of them."""

    def __init__(
        self, book: "CaseBook", erasures: "Erasures", keepers: Sequence[Keeper], now: Now
    ) -> None:
        self._book = book
        self._erasures = erasures
        self._keepers = keepers
        self._now = now

    def erase(
        self, case_ids: Iterable[str], order: Order, addresses: Collection[str] = ()
    ) -> list[str]:
        """Erase cases, and what is kept for these addresses; returns the cases that were not
        erased before. One that is under a legal hold by now is left.
        """
        wanted, done = list(case_ids), list[str]()
        erasure = self._erasures.begin(
            self._now(), order.by, order.cause, order.reason, order.shell_user
        )
        for case_id in wanted:
            with self._book.open(case_id) as case:
                if not (case.known.held or case.known.erased):
                    erase(case, erasure, order, self._now())
                    done.append(case_id)
        self.erase_kept(done, addresses)
        return done

    def erase_kept(self, case_ids: Collection[str], addresses: Collection[str]) -> None:
        """Erase what keepers hold of these cases, or for these addresses."""
        for keeper in self._keepers:
            keeper.erase(case_ids, addresses)

    def kept(self, case_ids: Collection[str], addresses: Collection[str]) -> dict[str, int]:
        """How much each keeper holds."""
        return {keeper.name: keeper.count(case_ids, addresses) for keeper in self._keepers}


def erase(case: "OpenCase", erasure_id: str, order: Order, now: datetime) -> CaseState:
    """Erase what persons wrote in a case. It ends, and its workflow hears of it by `refresh`.

    Raises:
        Refused: a legal hold forbids it.
    """
    if case.known.erased:
        return case.known
    if case.known.held:
        raise Refused(Refusal.HELD)
    data = {"why": order.cause.value, "erasure": erasure_id}
    event = NewEvent(kind=EventKind.ERASED, by=order.by, data=data)
    new = steps.completed(case.policy, case.known, [event], case.away(now), now)
    case.forget(erasure_id, case.known.seq + 1, now)
    return ledger.record(case, new, now)


def hold(case: "OpenCase", reason: str, by: str, now: datetime) -> CaseState:
    """Forbid that a case is erased, until it is released.

    Raises:
        Refused: it is erased already.
    """
    if case.known.erased:
        raise Refused(Refusal.ERASED)
    held = NewEvent(kind=EventKind.HELD, by=by, texts={"reason": reason})
    return ledger.record(case, [held], now)


def release(case: "OpenCase", reason: str, by: str, now: datetime) -> CaseState:
    """Allow again that a case is erased.

    Raises:
        Refused: it is not held.
    """
    if not case.known.held:
        raise Refused(Refusal.NOT_NOW)
    released = NewEvent(kind=EventKind.RELEASED, by=by, texts={"reason": reason})
    return ledger.record(case, [released], now)
