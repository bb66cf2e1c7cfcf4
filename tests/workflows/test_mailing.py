"""Mails of a case, in virtual time: put off, refused, away for an hour; none stops the case."""

import re
from itertools import pairwise, repeat

import pytest

from schemas.enums import (
    ClockKind,
    ClockState,
    DecisionKind,
    EventKind,
    Locale,
    Outcome,
    Priority,
    Stage,
    Template,
)
from tests.waiting import until
from tests.workflows.house import CONTACT, House
from tests.workflows.virtual_time import DAY, HOUR, MALFUNCTIONS_TO, MINUTE, clock, outcome, running
from worker.installation import now


async def test_without_an_address_the_case_runs_the_same(skipping: House) -> None:
    case = await skipping.submit(contact=None)
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.mailed(case)
    assert skipping.office.sent(case) == [Template.NOTICE_UNREACHABLE]

    await skipping.sleep(7 * DAY + MINUTE)
    await skipping.reach(case, Stage.CLOSED)
    await skipping.sleep(14 * DAY)

    assert await outcome(skipping, case) == Outcome.UNCONFIRMED
    assert skipping.office.sent(case) == [
        Template.NOTICE_UNREACHABLE,  # with the solution
        Template.NOTICE_UNREACHABLE,  # instead of the first reminder
        Template.NOTICE_UNREACHABLE,  # instead of the second
    ]
    assert {x.recipient for x in skipping.office.letters} == {MALFUNCTIONS_TO}
    assert len({x.message_id for x in skipping.office.letters}) == 3
    [acknowledged] = skipping.events(case, EventKind.ACKNOWLEDGED)
    assert acknowledged.data == {"by_link": True}


async def test_an_agent_takes_the_confirmation_down(skipping: House) -> None:
    case = await skipping.submit(contact=None)
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)

    await skipping.decide(case, DecisionKind.CONFIRM, "li", solved=True, rating=4)

    [confirmed] = skipping.events(case, EventKind.CONFIRMED)
    assert (confirmed.by, confirmed.data["rating"]) == ("li", 4)


async def test_a_refused_address_is_a_fact_of_the_case(skipping: House) -> None:
    skipping.office.answer(CONTACT, repeat("550 5.1.1 no such mailbox"))
    case = await skipping.submit()
    await until(lambda: not skipping.state(case).reachable)
    await skipping.mailed(case)
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.mailed(case)
    await skipping.sleep(4 * DAY)

    [fact] = skipping.events(case, EventKind.UNDELIVERABLE)
    assert fact.data["code"] == 550
    assert [a.code for a in skipping.office.attempts if a.address == CONTACT] == [550]
    assert clock(skipping, case, ClockKind.ACKNOWLEDGE).state is ClockState.STOPPED
    assert skipping.office.sent(case) == [
        Template.NOTICE_UNDELIVERABLE,
        Template.NOTICE_UNREACHABLE,
        Template.NOTICE_UNREACHABLE,
    ]
    await skipping.confirm(case, solved=True)
    await skipping.sleep(15 * DAY)
    assert await outcome(skipping, case) == Outcome.CONFIRMED


async def test_a_teams_address_that_is_refused_stops_nothing(skipping: House) -> None:
    skipping.office.answer(MALFUNCTIONS_TO, repeat("550 5.1.1 no such mailbox"))
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.sleep(6 * DAY)
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)

    assert skipping.state(case).reachable
    assert skipping.office.sent(case) == [
        Template.ACKNOWLEDGEMENT,
        Template.SOLUTION,
        Template.SUMMARY,
    ]


async def test_put_off_mails_are_tried_again_with_growing_pauses(skipping: House) -> None:
    skipping.office.answer(CONTACT, iter(["451 4.7.1 come back later"] * 14))
    case = await skipping.submit()
    await skipping.sleep(2 * HOUR)
    await skipping.mailed(case)

    tries = [a.at for a in skipping.office.attempts]
    assert [a.code for a in skipping.office.attempts] == [*[451] * 14, 250]
    seconds = [(b - a).total_seconds() for a, b in pairwise(tries)]
    for pause, expected in zip(seconds, [2**n for n in range(14)], strict=True):
        assert pause == pytest.approx(min(expected, 300), abs=2)
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT]
    assert skipping.state(case).reachable
    [acknowledged] = skipping.events(case, EventKind.ACKNOWLEDGED)
    # The promise is met when the mail server has accepted the mail.
    assert acknowledged.at - skipping.view(case).received_at > 20 * MINUTE


async def test_with_mail_away_for_an_hour_the_case_goes_on(skipping: House) -> None:
    skipping.office.away()
    case = await skipping.submit(priority=Priority.LOW)
    await skipping.reach(case, Stage.PLANNING)
    await skipping.sleep(10 * MINUTE)
    await skipping.decide(case, DecisionKind.TRIAGE, priority=Priority.HIGH)
    await skipping.decide(case, DecisionKind.PROGRESS, words="We are on it")
    await skipping.sleep(20 * MINUTE)
    await skipping.decide(case, DecisionKind.PROPOSE)
    await skipping.decide(case, DecisionKind.APPROVE, "zhang")
    await skipping.sleep(20 * MINUTE)
    await skipping.decide(case, DecisionKind.RESOLVE)
    await skipping.sleep(10 * MINUTE)
    assert skipping.office.letters == []
    assert skipping.stage(case) is Stage.AWAITING_CONFIRMATION

    await skipping.office.open()
    await skipping.sleep(10 * MINUTE)
    await skipping.mailed(case)

    assert skipping.office.sent(case) == [
        Template.ACKNOWLEDGEMENT,
        Template.PROGRESS,
        Template.SOLUTION,
    ]
    [acknowledged] = skipping.events(case, EventKind.ACKNOWLEDGED)
    assert acknowledged.at - skipping.view(case).received_at > HOUR
    assert len({x.message_id for x in skipping.office.letters}) == 3


async def test_the_workflow_ends_only_when_its_mails_are_out(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)
    skipping.office.away()
    await skipping.decide(case, DecisionKind.WITHDRAW)
    await skipping.sleep(2 * HOUR)
    assert await running(skipping, case)

    await skipping.office.open()
    await skipping.sleep(10 * MINUTE)

    assert await outcome(skipping, case) == Outcome.WITHDRAWN
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT, Template.SUMMARY]


async def test_mails_dated_by_a_clock_far_behind_do_no_harm(skipping: House) -> None:
    """The worker's machine may tell another time than Temporal: events never run backwards."""
    await skipping.close()
    skipping.installation.now = now
    await skipping.open()
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.sleep(6 * DAY)
    await until(lambda: skipping.events(case, EventKind.MISSED))
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.sleep(8 * DAY)
    await skipping.reach(case, Stage.CLOSED)
    await skipping.sleep(15 * DAY)

    assert await outcome(skipping, case) == Outcome.UNCONFIRMED
    events = skipping.view(case).events
    assert all(a.at <= b.at for a, b in pairwise(events))
    assert skipping.office.sent(case, team=False) == [
        Template.ACKNOWLEDGEMENT,
        Template.SOLUTION,
        Template.REMINDER,
        Template.REMINDER,
        Template.SUMMARY,
    ]
    assert skipping.office.sent(case, team=True) == []
    assert await skipping.tell() == 1


async def test_links_stand_alone_and_name_the_case(skipping: House) -> None:
    """The process hands each mail what it is about: the letter is that of the case."""
    case = await skipping.submit(locale=Locale.EN, name="Ann")
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.mailed(case)

    for letter in skipping.office.letters:
        assert case in letter.text
        assert re.search(r"(?m)^http://127\.0\.0\.1:8000/c/\S+$", letter.text)
