"""Which mails of a case an event calls for."""

from schemas.enums import EventKind, Template
from schemas.events import Event
from schemas.state import CaseState

_TO_CUSTOMER = {
    EventKind.RECEIVED: Template.ACKNOWLEDGEMENT,
    EventKind.ASKED: Template.QUESTION,
    EventKind.PROGRESS: Template.PROGRESS,
    EventKind.RESOLVED: Template.SOLUTION,
    EventKind.REMINDED: Template.REMINDER,
    EventKind.REOPENED: Template.REOPENED,
    EventKind.CONFIRMED: Template.SUMMARY,
    EventKind.UNCONFIRMED: Template.SUMMARY,
    EventKind.DECLINED: Template.SUMMARY,
    EventKind.WITHDRAWN: Template.SUMMARY,
}
_TOLD_BY_TEAM = frozenset(
    {
        EventKind.ASKED,
        EventKind.PROGRESS,
        EventKind.RESOLVED,
        EventKind.REMINDED,
        EventKind.REOPENED,
        EventKind.DECLINED,
    }
)
"""What a customer without an address must hear from the team."""


def letters(event: Event, state: CaseState) -> tuple[Template, ...]:
    """The mails that an event calls for, given the state after it.

    What people of the company are told for the sake of time goes by another way: see notices.
    """
    wanted: list[Template] = []
    if event.kind in _TO_CUSTOMER and state.reachable:
        wanted.append(_TO_CUSTOMER[event.kind])
    if event.kind in _TOLD_BY_TEAM and not state.reachable:
        wanted.append(Template.NOTICE_UNREACHABLE)
    if event.kind is EventKind.UNDELIVERABLE and not event.data.get("to_team"):
        wanted.append(Template.NOTICE_UNDELIVERABLE)
    return tuple(wanted)
