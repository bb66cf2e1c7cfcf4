"""Which event calls for which mail."""

from typing import Any

import pytest

from rules.letters import asked_by, letters
from schemas.enums import EventKind, Stage, Template
from schemas.events import Event
from schemas.state import MailRef
from tests.stories import CASE, START, state

NOTHING: tuple[Template, ...] = ()
BY_HAND = (Template.NOTICE_UNREACHABLE,)
"""Without an address the team has to tell the customer."""
CALLS_FOR: dict[EventKind, tuple[tuple[Template, ...], tuple[Template, ...]]] = {
    # event: (with an address, without one)
    EventKind.RECEIVED: ((Template.ACKNOWLEDGEMENT,), NOTHING),
    EventKind.ACKNOWLEDGED: (NOTHING, NOTHING),
    EventKind.ANALYZED: (NOTHING, NOTHING),
    EventKind.ROUTED: (NOTHING, NOTHING),
    EventKind.TAKEN: (NOTHING, NOTHING),
    EventKind.ASSIGNED: (NOTHING, NOTHING),
    EventKind.TRIAGED: (NOTHING, NOTHING),
    EventKind.ASKED: ((Template.QUESTION,), BY_HAND),
    EventKind.REPLIED: (NOTHING, NOTHING),
    EventKind.PROGRESS: ((Template.PROGRESS,), BY_HAND),
    EventKind.UPDATED: ((Template.PROGRESS,), NOTHING),
    EventKind.PROPOSED: (NOTHING, NOTHING),
    EventKind.AUTHORIZED: (NOTHING, NOTHING),
    EventKind.APPROVAL_ASKED: (NOTHING, NOTHING),
    EventKind.APPROVAL_REMINDED: (NOTHING, NOTHING),
    EventKind.APPROVAL_STUCK: ((Template.NOTICE_STUCK,), (Template.NOTICE_STUCK,)),
    EventKind.VOTED: (NOTHING, NOTHING),
    EventKind.SHIPPED: ((Template.SHIPPED,), BY_HAND),
    EventKind.APPROVED: (NOTHING, NOTHING),
    EventKind.REJECTED: (NOTHING, NOTHING),
    EventKind.RESOLVED: ((Template.SOLUTION,), BY_HAND),
    EventKind.CONFIRMED: ((Template.SUMMARY,), NOTHING),
    EventKind.UNCONFIRMED: ((Template.SUMMARY,), NOTHING),
    EventKind.REOPENED: ((Template.REOPENED,), BY_HAND),
    EventKind.DECLINED: ((Template.SUMMARY,), BY_HAND),
    EventKind.DUPLICATED: ((Template.SUMMARY,), BY_HAND),
    EventKind.LINKED: (NOTHING, NOTHING),
    EventKind.UNLINKED: (NOTHING, NOTHING),
    EventKind.WITHDRAWN: ((Template.SUMMARY,), NOTHING),
    EventKind.ENDED: (NOTHING, NOTHING),
    EventKind.NOTED: (NOTHING, NOTHING),
    EventKind.MAILED: (NOTHING, NOTHING),
    EventKind.UNDELIVERABLE: ((Template.NOTICE_UNDELIVERABLE,), (Template.NOTICE_UNDELIVERABLE,)),
    EventKind.WARNED: (NOTHING, NOTHING),
    EventKind.MISSED: (NOTHING, NOTHING),
    EventKind.ESCALATED: (NOTHING, NOTHING),
    EventKind.REMINDED: ((Template.REMINDER,), BY_HAND),
    EventKind.REFUSED: (NOTHING, NOTHING),
    EventKind.ADOPTED: (NOTHING, NOTHING),
    EventKind.EMERGENCY: (NOTHING, NOTHING),
    EventKind.CALLED: (NOTHING, NOTHING),
    EventKind.CALMED: (NOTHING, NOTHING),
    EventKind.TASK_ADDED: (NOTHING, NOTHING),
    EventKind.TASK_DONE: (NOTHING, NOTHING),
    EventKind.TASK_DROPPED: (NOTHING, NOTHING),
    EventKind.WROTE: (NOTHING, NOTHING),
    EventKind.UNMASKED: (NOTHING, NOTHING),
    EventKind.HELD: (NOTHING, NOTHING),
    EventKind.RELEASED: (NOTHING, NOTHING),
    EventKind.ERASED: (NOTHING, NOTHING),
    EventKind.RATED: (NOTHING, NOTHING),
    EventKind.FOLLOWED: (NOTHING, NOTHING),
    EventKind.PUBLISHED: (NOTHING, NOTHING),
    EventKind.UNPUBLISHED: (NOTHING, NOTHING),
    EventKind.OPERATED: (NOTHING, NOTHING),
    EventKind.SET_ASIDE: (NOTHING, NOTHING),
    EventKind.BROUGHT_BACK: ((Template.ACKNOWLEDGEMENT,), NOTHING),
}
CELLS = [
    (kind, reachable, called_for)
    for kind, both in CALLS_FOR.items()
    for reachable, called_for in zip((True, False), both, strict=True)
]


def event(kind: EventKind, **data: Any) -> Event:
    return Event(case_id=CASE, seq=9, at=START, cycle=1, kind=kind, data=data)


def test_every_event_is_thought_of() -> None:
    assert set(CALLS_FOR) == set(EventKind)


@pytest.mark.parametrize(("kind", "reachable", "expected"), CELLS)
def test_what_an_event_calls_for(
    kind: EventKind, reachable: bool, expected: tuple[Template, ...]
) -> None:
    after = state(Stage.PLANNING, reachable=reachable)

    assert letters(event(kind), after) == expected


@pytest.mark.parametrize(("kind", "reachable", "expected"), CELLS)
def test_without_an_address_no_mail_is_written_to_the_customer(
    kind: EventKind, reachable: bool, expected: tuple[Template, ...]
) -> None:
    assert reachable or all(template.for_team for template in expected), kind


def test_a_mailbox_of_a_team_that_refuses_mail_is_not_told_so_by_mail() -> None:
    refused = event(EventKind.UNDELIVERABLE, code=550, to_team=True)

    assert letters(refused, state(Stage.PLANNING)) == NOTHING


@pytest.mark.parametrize("kind", [EventKind.APPROVAL_ASKED, EventKind.APPROVAL_REMINDED])
def test_each_of_those_who_are_asked_gets_a_mail_and_no_two_the_same(kind: EventKind) -> None:
    first = event(EventKind.APPROVAL_ASKED, asked=["zhang", "chen"])
    later = event(kind, asked=["wang"])
    mails = letters(first, state(Stage.AWAITING_APPROVAL))
    assert mails == (Template.NOTICE_APPROVAL,) * 2

    to = [MailRef(case_id=CASE, template=mails[0], cycle=1, occurrence=n) for n in (1, 2, 3, 4)]
    assert [asked_by(mail, [first, later]) for mail in to] == ["zhang", "chen", "wang", None]
