"""Which mails an event calls for."""

from schemas.enums import EventKind, Template
from schemas.events import Event
from schemas.policy import Policy
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
_TO_TEAM = {
    EventKind.WARNED: Template.NOTICE_WARNED,
    EventKind.MISSED: Template.NOTICE_MISSED,
    EventKind.ESCALATED: Template.NOTICE_MISSED,
    EventKind.UNDELIVERABLE: Template.NOTICE_UNDELIVERABLE,
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


def letters(event: Event, state: CaseState, policy: Policy) -> tuple[Template, ...]:
    """The mails that an event calls for, given the state after it."""
    wanted: list[Template] = []
    if event.kind in _TO_CUSTOMER and state.reachable:
        wanted.append(_TO_CUSTOMER[event.kind])
    if event.kind in _TOLD_BY_TEAM and not state.reachable:
        wanted.append(Template.NOTICE_UNREACHABLE)
    if event.kind in _TO_TEAM and not event.data.get("to_team"):
        wanted.append(_TO_TEAM[event.kind])
    if event.kind is EventKind.REFUSED and event.data.get("later"):
        wanted.append(Template.NOTICE_REFUSED)
    if event.kind is EventKind.REOPENED and state.cycle - 1 > policy.reopening.limit:
        wanted.append(Template.NOTICE_REOPENED)
    return tuple(wanted)
