"""The mails of one case: each lane in order, beside the process, without end."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from temporalio import workflow

from activities.mail import MailActivities
from schemas.messages import SendMail
from schemas.state import CaseState, MailRef
from workflows import options


class Mailroom:
    """Sends what it is given, one after the other; the customer's mails never wait for a team's."""

    def __init__(self, shift: timedelta, adopt: Callable[[CaseState], None]) -> None:
        self._shift = shift
        self._adopt = adopt
        self._known: set[MailRef] = set()
        self._lanes: dict[bool, list[MailRef]] = {False: [], True: []}

    def post(self, mails: Iterable[MailRef]) -> None:
        """Put mails into their lanes; a mail that was put there before is left out."""
        for mail in mails:
            if mail not in self._known:
                self._known.add(mail)
                self._lanes[mail.template.for_team].append(mail)

    @property
    def empty(self) -> bool:
        return not any(self._lanes.values())

    async def customers(self) -> None:
        await self._send(self._lanes[False])

    async def teams(self) -> None:
        await self._send(self._lanes[True])

    async def _send(self, lane: list[MailRef]) -> None:
        while True:
            await workflow.wait_condition(lambda: bool(lane))
            ask = SendMail(mail=lane[0], shift=self._shift.total_seconds())
            state = await workflow.execute_activity_method(
                MailActivities.send, ask, summary=lane[0].template.value, **options.MAIL
            )
            lane.pop(0)
            self._adopt(state)
