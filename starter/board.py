"""The door to the public board: staff put cases on it, and everybody can say "me too"."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from activities import ledger
from activities.protocols import Now
from rules.links import Signer
from rules.publishing import reveals
from schemas.enums import EventKind, Refusal
from schemas.errors import BadInput, Refused, UnknownCase
from schemas.events import NewEvent
from schemas.ids import parse_case_id
from store import board
from store.board import Board, Entry
from store.casebook import CaseBook, OpenCase

if TYPE_CHECKING:
    from store.database import Database

PAGE = 20


class Revealing(BadInput):
    """A text for everybody holds what only the company may know; `what` says what."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"{field}: holds {what}", field=field)
        self.field = field
        self.what = what


class BoardDoor:
    """The board of one installation."""

    def __init__(self, database: "Database", signer: Signer, now: Now) -> None:
        self._book = CaseBook(database)
        self._board = Board(database)
        self._signer = signer
        self._now = now

    def publish(self, case: str, title: str, summary: str, by: str) -> int:
        """Put a case on the board, or other words in its place; returns its number there.

        Raises:
            UnknownCase: there is no such case.
            Refused: the person is unknown to the case's policy.
            Revealing: a text holds the customer's name, an address or a telephone number.
        """
        with self._book.open(_known_form(case)) as opened:
            _require_staff(opened, by)
            submission = opened.submission
            for field, text in (("title", title), ("summary", summary)):
                if what := reveals(text, submission["name"], submission["contact"]):
                    raise Revealing(field, what)
            texts = {"title": title, "summary": summary}
            seq = _record(opened, NewEvent(kind=EventKind.PUBLISHED, by=by, texts=texts), self._now)
            return board.put(opened.session, opened.case_id, seq, opened.events[-1].at)

    def unpublish(self, case: str, by: str) -> bool:
        """Take a case off the board; whether it was there.

        Raises:
            UnknownCase: there is no such case.
            Refused: the person is unknown to the case's policy.
        """
        with self._book.open(_known_form(case)) as opened:
            _require_staff(opened, by)
            if not board.take_off(opened.session, opened.case_id, self._now()):
                return False
            _record(opened, NewEvent(kind=EventKind.UNPUBLISHED, by=by), self._now)
            return True

    async def page(
        self, before: int | None, cookie: str | None
    ) -> tuple[list[Entry], int | None, set[int]]:
        """A page of the board, where the next one begins, and what this browser voted for."""
        return await asyncio.to_thread(self._page, before, cookie)

    async def vote(self, number: int, cookie: str, network: str) -> bool:
        """Count a vote: one for each browser, and one a day for each network address.

        What is kept of both is a keyed hash; that of the address is another one every day.
        """
        day = f"{self._now():%Y-%m-%d}"
        voters = [self._signer.keyed(f"cookie:{cookie}")]
        voters.append(self._signer.keyed(f"network:{day}:{network}"))
        return await asyncio.to_thread(self._board.vote, number, voters)

    def _page(
        self, before: int | None, cookie: str | None
    ) -> tuple[list[Entry], int | None, set[int]]:
        entries, more = self._board.page(before, PAGE)
        numbers = [entry.number for entry in entries]
        if cookie is None or not numbers:
            return entries, more, set()
        voter = self._signer.keyed(f"cookie:{cookie}")
        return entries, more, self._board.voted(numbers, voter)


def _record(case: OpenCase, event: NewEvent, now: Now) -> int:
    at: datetime = now()
    return ledger.record(case, [event], at).seq


def _require_staff(case: OpenCase, by: str) -> None:
    if by not in case.policy.staff:
        raise Refused(Refusal.UNKNOWN_PERSON)


def _known_form(case: str) -> str:
    try:
        return parse_case_id(case)
    except ValueError as error:
        raise UnknownCase(str(error)) from error
