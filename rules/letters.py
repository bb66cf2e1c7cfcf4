"""Which mails of a case an event calls for."""

from collections.abc import Sequence

from schemas.enums import EventKind, Template
from schemas.events import Event
from schemas.state import CaseState, MailRef

_TO_CUSTOMER = {
    EventKind.RECEIVED: Template.ACKNOWLEDGEMENT,
    EventKind.BROUGHT_BACK: Template.ACKNOWLEDGEMENT,
    EventKind.ASKED: Template.QUESTION,
    EventKind.PROGRESS: Template.PROGRESS,
    EventKind.UPDATED: Template.PROGRESS,
    EventKind.RESOLVED: Template.SOLUTION,
    EventKind.REMINDED: Template.REMINDER,
    EventKind.REOPENED: Template.REOPENED,
    EventKind.CONFIRMED: Template.SUMMARY,
    EventKind.UNCONFIRMED: Template.SUMMARY,
    EventKind.DECLINED: Template.SUMMARY,
    EventKind.DUPLICATED: Template.SUMMARY,
    EventKind.WITHDRAWN: Template.SUMMARY,
    EventKind.SHIPPED: Template.SHIPPED,
}
_TO_TEAM = {
    EventKind.UNDELIVERABLE: Template.NOTICE_UNDELIVERABLE,
    EventKind.APPROVAL_STUCK: Template.NOTICE_STUCK,
}
_TO_EACH = {
    EventKind.APPROVAL_ASKED: Template.NOTICE_APPROVAL,
    EventKind.APPROVAL_REMINDED: Template.NOTICE_APPROVAL,
}
"""What is mailed to each of those who are asked."""
_TOLD_BY_TEAM = frozenset(
    {
        EventKind.ASKED,
        EventKind.PROGRESS,
        EventKind.RESOLVED,
        EventKind.REMINDED,
        EventKind.REOPENED,
        EventKind.DECLINED,
        EventKind.DUPLICATED,
        EventKind.SHIPPED,
    }
)
"""What a customer without an address must hear from the team."""


def letters(event: Event, state: CaseState) -> tuple[Template, ...]:
    """The mails that an event calls for, given the state after it.

    What people of the company are told for the sake of time goes by another way: see notices.
    """
    wanted: list[Template] = []
    if event.kind in _TO_CUSTOMER and state.reachable and not _is_told(event):
        wanted.append(_TO_CUSTOMER[event.kind])
    if event.kind is EventKind.TASK_ADDED and event.data.get("outside"):
        wanted.append(Template.TASK_OUTSIDE)
    if event.kind in _TOLD_BY_TEAM and not state.reachable:
        wanted.append(Template.NOTICE_UNREACHABLE)
    if event.kind in _TO_TEAM and event.of_customers_mail:
        wanted.append(_TO_TEAM[event.kind])
    wanted += [_TO_EACH[event.kind] for _ in asked(event)]
    return tuple(wanted)


def _is_told(event: Event) -> bool:
    """Whether the customer knows already, or is not to be written to."""
    return bool(event.data.get("unmailed") or event.data.get("acknowledged"))


def asked(event: Event) -> tuple[str, ...]:
    """Who gets a mail of his or her own about an event, in the order of those mails."""
    return tuple(event.data.get("asked", ())) if event.kind in _TO_EACH else ()


def asked_by(mail: MailRef, events: Sequence[Event]) -> str | None:
    """To whom one of those mails is written; none for any other mail."""
    if mail.template not in _TO_EACH.values():
        return None
    everybody = [who for e in events if e.cycle == mail.cycle for who in asked(e)]
    return everybody[mail.occurrence - 1] if mail.occurrence <= len(everybody) else None
