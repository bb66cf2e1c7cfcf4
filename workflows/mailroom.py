"""The mails of one case: each lane in order, beside the process, without end."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.mail import MailActivities
from schemas.messages import SendMail
from schemas.state import CaseState, MailRef
from workflows import options


class Mailroom:
    """Sends what it is given, one after the other; the customer's mails never wait for others."""

    def __init__(self, shift: timedelta, adopt: Callable[[CaseState], None]) -> None:
        self._shift = shift
        self._adopt = adopt
        self._known: set[MailRef] = set()
        self._lanes: dict[bool, list[MailRef]] = {False: [], True: []}
        self._on_their_way: list[workflow.ActivityHandle[CaseState]] = []
        self._closed = False

    def post(self, mails: Iterable[MailRef]) -> None:
        """Put mails into their lanes; a mail that was put there before is left out."""
        for mail in mails:
            if mail not in self._known:
                self._known.add(mail)
                self._lanes[mail.template.for_customer].append(mail)

    @property
    def empty(self) -> bool:
        return not any(self._lanes.values())

    def close(self) -> None:
        """Begin no more mails. What a mail server has in hand is awaited, other attempts end."""
        self._closed = True
        for handle in self._on_their_way:
            handle.cancel()

    def drop(self) -> None:
        """Begin no more mails, and forget those that wait: their case is erased."""
        self.close()
        for lane in self._lanes.values():
            lane.clear()

    async def customers(self) -> None:
        await self._send(self._lanes[True])

    async def teams(self) -> None:
        await self._send(self._lanes[False])

    async def _send(self, lane: list[MailRef]) -> None:
        while True:
            await workflow.wait_condition(lambda: self._closed or bool(lane))
            if self._closed or (state := await self._hand_over(lane[0])) is None:
                return
            if lane:
                lane.pop(0)
            self._adopt(state)

    async def _hand_over(self, mail: MailRef) -> CaseState | None:
        """The state once the mail is sent or given up; none if it is left to the next run."""
        ask = SendMail(mail=mail, shift=self._shift.total_seconds())
        handle = workflow.start_activity_method(
            MailActivities.send, ask, summary=mail.template.value, **options.MAIL
        )
        self._on_their_way.append(handle)
        try:
            return await handle
        except ActivityError:
            if self._closed:
                return None
            raise
        finally:
            self._on_their_way.remove(handle)
