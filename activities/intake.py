"""Taking a submission that came by a workflow: into the record first, then its case is started."""

import asyncio
import secrets
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError
from temporalio import activity
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from activities import ledger, receiving
from activities.delivery import Delivery
from activities.protocols import Now
from rules.languages import language
from schemas import sources
from schemas.errors import BadInput, EngineUnavailable
from schemas.ids import ENTROPY_BYTES, case_id
from schemas.submissions import Submission, Submitted

if TYPE_CHECKING:
    from store.casebook import CaseBook

_OF_WORKFLOW = "temporal:"
_LONGEST_ID = 200


class IntakeActivities:
    """Takes submissions; `encrypts` says whether payloads are encrypted in this installation."""

    def __init__(
        self, book: "CaseBook", first_policy: str, delivery: Delivery, now: Now, *, encrypts: bool
    ) -> None:
        self._book = book
        self._first_policy = first_policy
        self._delivery = delivery
        self._now = now
        self._encrypts = encrypts

    @activity.defn
    async def take(self, given: RawValue) -> Submitted:
        """Make a case of a submission, or find the case that it already is.

        Raises:
            ApplicationError: it is not valid; the text names the fields and nothing of what was
                in them.
        """
        if not self._encrypts:
            raise _wrong("PlainInput", "payloads are not encrypted here: set HUIYIN_PAYLOAD_KEYS")
        item = _submission(given.payload.data, activity.info().workflow_id or "")
        now = self._now()
        done = await asyncio.to_thread(self._accept, item, now)
        with suppress(EngineUnavailable):  # the sweeper goes on
            if done.created:
                await self._delivery.start(done.id)
            elif done.added:
                await self._delivery.catch_up(done.id, now)
        return done

    def _accept(self, item: Submission, now: datetime) -> Submitted:
        if known := self._book.known(item, sources.TEMPORAL):
            with self._book.open(known) as case:
                return Submitted(id=known, created=False, added=receiving.add(case, item, now))
        new = case_id(secrets.token_bytes(ENTROPY_BYTES))
        with self._book.create(new, item, self._first_policy, now, sources.TEMPORAL) as case:
            try:
                receiving.check(item, case.policy)
            except BadInput as error:
                told = f"{error.field} must be one of: {', '.join(error.allowed)}"
                raise _wrong("BadInput", told) from None
            ledger.record(case, receiving.received(item), now)
        return Submitted(id=new, created=True)


def _submission(data: bytes, workflow: str) -> Submission:
    try:
        item = Submission.model_validate_json(data)
    except ValidationError as error:
        raise _wrong("BadInput", _faults(error)) from None
    named = item.external_id or f"{_OF_WORKFLOW}{workflow}"[:_LONGEST_ID]
    locale = item.locale or language(item.text)
    return item.model_copy(update={"external_id": named, "locale": locale})


def _faults(error: ValidationError) -> str:
    """What is wrong with which field. What is no field of ours may be a person's word."""
    known = Submission.model_fields
    faults = (
        f"{each['loc'][0] if each['loc'] and each['loc'][0] in known else '?'}: {each['type']}"
        for each in error.errors(include_input=False, include_context=False)
    )
    return "; ".join(sorted(set(faults)))


def _wrong(kind: str, told: str) -> ApplicationError:
    return ApplicationError(told, type=kind, non_retryable=True)
