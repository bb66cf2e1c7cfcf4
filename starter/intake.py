"""Taking in feedback: an item becomes a case, or is found to be one already."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from activities import ledger, receiving
from activities.protocols import Now
from rules.languages import language
from schemas.enums import EventKind, Stage
from schemas.events import CUSTOMER, NewEvent
from schemas.ids import ENTROPY_BYTES, case_id
from schemas.submissions import Accepted, Submission
from starter.following import NO_ORIGIN, Origin
from store import attachments
from store.casebook import CaseBook, Exists, OpenCase
from store.database import Conflict
from store.requests import Request, Requests

if TYPE_CHECKING:
    from store.database import Database

_FIRST = 1
"""The number of the event by which a case is received."""
StatusUrl = Callable[[str, str | None, datetime], str]


class Intake:
    """Accepts items into the record; whoever calls it tells the workflow."""

    def __init__(
        self, database: "Database", first_policy: str, status_url: StatusUrl, now: Now
    ) -> None:
        self._book = CaseBook(database)
        self._requests = Requests(database)
        self._first_policy = first_policy
        self._status_url = status_url
        self._now = now

    def accept(
        self,
        submission: Submission,
        source: str,
        request: Request | None,
        origin: Origin = NO_ORIGIN,
    ) -> tuple[Accepted, datetime | None]:
        """Make a case of an item, or find the case that it is, and add what it says anew.

        Returns also when that was written; none if nothing was.

        Raises:
            BadInput: the policy does not know the channel or the category.
            FileRefused: there is no such file, or it is another case's.
            OtherRequest: the key of the request was used for another one.
        """
        item = submission.model_copy(
            update={"locale": submission.locale or language(submission.text)}
        )
        while True:
            try:
                return self._attempt(item, source, request, origin)
            except Conflict:
                continue  # the same came in at this very moment, and is found now

    def add(self, case_id: str, text: str, files: Sequence[str]) -> datetime | None:
        """Add files that a case has not, with what was written beside them; when that was
        written, none if nothing was."""
        now = self._now()
        with self._book.open(case_id) as case:
            return now if receiving.add_files(case, text, now, files) else None

    def _attempt(
        self, item: Submission, source: str, request: Request | None, origin: Origin
    ) -> tuple[Accepted, datetime | None]:
        now = self._now()
        if request and (told := self._requests.told(request, now)):
            return self._again(told), None
        try:
            return self._create(item, source, request, origin, now), now
        except Exists as known:
            accepted = self._add(known.case_id, item, request, origin, now)
            return accepted, now if accepted.added else None

    def _again(self, told: dict[str, Any]) -> Accepted:
        """The answer to a request that was carried out before."""
        with self._book.look(told["case"]) as case:
            return self._accepted(case, told)

    def _create(
        self,
        item: Submission,
        source: str,
        request: Request | None,
        origin: Origin,
        now: datetime,
    ) -> Accepted:
        new = case_id(secrets.token_bytes(ENTROPY_BYTES))
        with self._book.create(new, item, self._first_policy, now, source) as case:
            receiving.check(item, case.policy)
            ledger.record(case, receiving.received(item, origin.data, origin.texts), now)
            attachments.link_within(case.session, new, origin.files, CUSTOMER, now, _FIRST)
            _follow(case, origin, now)
            return self._remembered(case, request, now, created=True)

    def _add(
        self,
        known: str,
        item: Submission,
        request: Request | None,
        origin: Origin,
        now: datetime,
    ) -> Accepted:
        with self._book.open(known) as case:
            added = receiving.add(case, item, now, origin.files)
            return self._remembered(case, request, now, added=added)

    def _remembered(
        self, case: OpenCase, request: Request | None, now: datetime, **what: bool
    ) -> Accepted:
        told = {"case": case.case_id, "stage": case.known.stage.value, **what}
        if request:
            case.remember(request, told, now)
        return self._accepted(case, told)

    def _accepted(self, case: OpenCase, told: dict[str, Any]) -> Accepted:
        return Accepted(
            id=case.case_id,
            stage=Stage(told["stage"]),
            created=told.get("created", False),
            added=told.get("added", False),
            status_url=self._status_url(case.case_id, case.submission["contact"], case.received_at),
        )


def _follow(case: OpenCase, origin: Origin, now: datetime) -> None:
    """Note on the case that this one goes on from where it goes on."""
    if origin.follows:
        followed = NewEvent(kind=EventKind.FOLLOWED, by=CUSTOMER, data={"case": case.case_id})
        ledger.record(case.beside(origin.follows), [followed], now)
