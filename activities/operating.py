"""Laying hands on a case from outside of its process: noted in its history, with a reason."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from activities import ledger
from schemas.enums import EventKind, MailStatus, Operation
from schemas.events import NewEvent
from schemas.state import MailRef

if TYPE_CHECKING:
    from store.casebook import OpenCase


class Order(NamedTuple):
    """What somebody wants done, and why; `request_id` makes it one order, however often it is
    sent. `mail` is the one mail to give up; none: all that are not sent."""

    operation: Operation
    reason: str
    by: str
    request_id: str
    mail: MailRef | None = None


def step_in(case: "OpenCase", order: Order, now: datetime) -> bool:
    """Note that somebody steps in, and give up the mails that are to be; false if this order was
    noted before."""
    if any(event.request_id == order.request_id for event in case.events):
        return False
    data: dict[str, object] = {"action": order.operation.value}
    if order.operation is Operation.SKIP:
        data["mails"] = _give_up(case, order.mail, now)
    noted = NewEvent(
        kind=EventKind.OPERATED,
        by=order.by,
        request_id=order.request_id,
        data=data,
        texts={"reason": order.reason},
    )
    ledger.record(case, [noted], now)
    return True


def _give_up(case: "OpenCase", mail: MailRef | None, now: datetime) -> list[str]:
    """The templates of the mails that are given up. The workflow hears of it when it tries again
    to send them."""
    given_up = [each for each in case.unsent if mail in (None, each)]
    for each in given_up:
        case.mark_mail(each, MailStatus.SKIPPED, now, None)
    return [each.template.value for each in given_up]
