"""Sending the mails of a case: written ahead, handed over, marked."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import ledger
from activities.correspondence import Correspondence
from activities.protocols import AddressRefused, Envelope, Now, Postman, PostUnavailable
from rules.tasks import ADDRESS, task
from schemas.enums import EventKind, MailStatus, Template
from schemas.events import Event, NewEvent
from schemas.messages import SendMail
from schemas.state import CaseState, MailRef

if TYPE_CHECKING:
    from store.casebook import CaseBook, OpenCase


class MailActivities:
    """Sends one mail at a time. Called again for a mail that is sent, it sends nothing."""

    def __init__(
        self, book: "CaseBook", postman: Postman, correspondence: Correspondence, now: Now
    ) -> None:
        self._book = book
        self._postman = postman
        self._correspondence = correspondence
        self._now = now

    @activity.defn
    async def send(self, ask: SendMail) -> CaseState:
        """Hand a mail to the mail server and note in the record what became of it.

        Raises:
            ApplicationError: it may work later; to be retried without end.
        """
        letter = await asyncio.to_thread(self._letter, ask.mail)
        if letter is None:
            return await asyncio.to_thread(self._skip, ask)
        try:
            await self._postman.send(letter)
        except AddressRefused as refusal:
            return await asyncio.to_thread(self._refused, ask, refusal.code)
        except PostUnavailable as error:
            raise ApplicationError(str(error), type="PostUnavailable") from None
        return await asyncio.to_thread(self._sent, ask)

    def _letter(self, ref: MailRef) -> Envelope | None:
        """The message; none if it is not to be sent any more."""
        with self._book.look(ref.case_id) as case:
            mail = case.mail(ref)
            unreachable = ref.template.for_customer and not case.known.reachable
            to_nobody = unreachable or _is_over(case, ref)
            if mail is None or mail.status is not MailStatus.UNSENT or to_nobody:
                return None
            return self._correspondence.envelope(case, ref, mail.event_seq)

    def _skip(self, ask: SendMail) -> CaseState:
        with self._book.open(ask.mail.case_id) as case:
            mail = case.mail(ask.mail)
            if mail is not None and mail.status is MailStatus.UNSENT:
                case.mark_mail(ask.mail, MailStatus.SKIPPED, self._time(ask), None)
            return ledger.record(case, [], self._time(ask))

    def _sent(self, ask: SendMail) -> CaseState:
        kind = EventKind.MAILED
        if ask.mail.template is Template.ACKNOWLEDGEMENT:
            kind = EventKind.ACKNOWLEDGED
        return self._mark(ask, MailStatus.SENT, None, kind, {})

    def _refused(self, ask: SendMail, code: int) -> CaseState:
        return self._mark(ask, MailStatus.REFUSED, code, EventKind.UNDELIVERABLE, {"code": code})

    def _mark(
        self,
        ask: SendMail,
        status: MailStatus,
        code: int | None,
        kind: EventKind,
        data: dict[str, Any],
    ) -> CaseState:
        now = self._time(ask)
        with self._book.open(ask.mail.case_id) as case:
            mail = case.mail(ask.mail)
            if mail is None or mail.status is not MailStatus.UNSENT:
                return case.known
            case.mark_mail(ask.mail, status, now, code)
            told = {
                "template": ask.mail.template.value,
                "occurrence": ask.mail.occurrence,
                "of_cycle": ask.mail.cycle,
                **data,
                **_of_task(case.events[mail.event_seq - 1]),
            }
            if ask.mail.template.for_team and status is MailStatus.SENT:
                return ledger.record(case, [], now)
            if ask.mail.template.for_team:
                told["to_team"] = True
            return ledger.record(case, [NewEvent(kind=kind, data=told)], now)

    def _time(self, ask: SendMail) -> datetime:
        return self._now() + timedelta(seconds=ask.shift)


def _of_task(event: Event) -> dict[str, str]:
    """Which task a mail was about."""
    return {"task": event.data["task"]} if event.kind is EventKind.TASK_ADDED else {}


def _is_over(case: "OpenCase", ref: MailRef) -> bool:
    """Whether somebody would be asked for what is decided, done or erased already."""
    mail = case.mail(ref)
    if ref.template is Template.ACKNOWLEDGEMENT and case.known.aside_from:
        return True  # senders of spam are invented: whoever is written to did not write
    if mail and ref.template is Template.TASK_OUTSIDE:
        added = case.events[mail.event_seq - 1]
        erased = not {ADDRESS, "text"} <= case.written_at(added).keys()
        return erased or task(case.known, added.data["task"]) is None
    if ref.template is not Template.NOTICE_APPROVAL or mail is None:
        return False
    told, state = case.events[mail.event_seq - 1].data, case.known
    open_level = state.asked.level if state.asked else None
    return (told["version"], told["level"], ref.cycle) != (state.version, open_level, state.cycle)
