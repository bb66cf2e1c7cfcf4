"""The process as customers and teams live through it, in virtual time."""

import re
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise, repeat

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus

from schemas.enums import (
    ClockKind,
    ClockState,
    DecisionKind,
    EventKind,
    Locale,
    Outcome,
    Priority,
    Refusal,
    Stage,
    Template,
)
from schemas.errors import Refused
from schemas.events import CUSTOMER, Event
from schemas.ids import workflow_id
from schemas.views import Clock
from tests.waiting import until
from tests.workflows.house import CONTACT, House, policy
from worker.installation import now

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(seconds=5)
"""What real time may add to virtual time while a test runs on a busy machine."""

MALFUNCTIONS_TO = "engineering@localhost.example"


def clock(house: House, case_id: str, kind: ClockKind, cycle: int = 1) -> Clock:
    [found] = [c for c in house.view(case_id).clocks if c.kind is kind and c.cycle == cycle]
    return found


def assert_at(events: Sequence[Event], *instants: datetime) -> None:
    """These events happened at these instants, never before and hardly later."""
    assert len(events) == len(instants), events
    for event, instant in zip(events, instants, strict=True):
        assert instant <= event.at <= instant + A_MOMENT, (event.kind, event.at, instant)


async def refused(house: House, case_id: str, kind: DecisionKind, by: str, **more: object) -> str:
    with pytest.raises(Refused) as refusal:
        await house.decide(case_id, kind, by, **more)  # type: ignore[arg-type]
    return refusal.value.refusal


async def outcome(house: House, case_id: str) -> object:
    """What the workflow returns; nothing is skipped for it."""
    with house.env.auto_time_skipping_disabled():
        return await house.handle(case_id).result()


async def running(house: House, case_id: str) -> bool:
    # Not by `describe` of the client: this server shows unset search attributes as null.
    execution = WorkflowExecution(workflow_id=workflow_id(case_id))
    ask = DescribeWorkflowExecutionRequest(namespace="default", execution=execution)
    found = await house.client.workflow_service.describe_workflow_execution(ask)
    status = WorkflowExecutionStatus(found.workflow_execution_info.status)
    return status is WorkflowExecutionStatus.RUNNING


async def test_an_ordinary_case(skipping: House) -> None:
    case = await skipping.submit(locale=Locale.EN)
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)
    for kind in (DecisionKind.TAKE, DecisionKind.PROPOSE, DecisionKind.RESOLVE):
        await skipping.decide(case, kind)
        await skipping.mailed(case)
    await skipping.confirm(case, solved=True, rating=5)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)

    assert await outcome(skipping, case) == Outcome.CONFIRMED
    assert sorted(skipping.kinds(case)[:4]) == sorted(
        [EventKind.RECEIVED, EventKind.ANALYZED, EventKind.ROUTED, EventKind.ACKNOWLEDGED]
    )
    assert skipping.kinds(case)[4:] == [
        EventKind.TAKEN,
        EventKind.PROPOSED,
        EventKind.RESOLVED,
        EventKind.MAILED,
        EventKind.CONFIRMED,
        EventKind.MAILED,
        EventKind.ENDED,
    ]
    assert skipping.office.sent(case) == [
        Template.ACKNOWLEDGEMENT,
        Template.SOLUTION,
        Template.SUMMARY,
    ]
    assert {letter.recipient for letter in skipping.office.letters} == {CONTACT}
    promised = (ClockKind.ACKNOWLEDGE, ClockKind.ANALYZE, ClockKind.RESOLVE, ClockKind.CONFIRM)
    assert {c.kind: c.state for c in skipping.view(case).clocks} == dict.fromkeys(
        promised, ClockState.MET
    )
    assert skipping.state(case).ended


async def test_high_priority_needs_the_lead(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_APPROVAL)

    assert skipping.state(case).needs == "lead"
    assert await refused(skipping, case, DecisionKind.RESOLVE, "li") == Refusal.NOT_NOW
    assert await refused(skipping, case, DecisionKind.APPROVE, "wang") == Refusal.ROLE_TOO_LOW
    carried = await skipping.decide(case, DecisionKind.APPROVE, "zhang")

    assert carried.stage is Stage.RESOLVING
    assert await refused(skipping, case, DecisionKind.APPROVE, "chen") in {
        Refusal.ALREADY_DECIDED,
        Refusal.NO_APPROVAL_NEEDED,
    }


async def test_other_priorities_need_nobodys_approval(skipping: House) -> None:
    for priority in (Priority.MEDIUM, Priority.LOW):
        case = await skipping.submit(priority=priority)
        await skipping.reach(case, Stage.PLANNING)

        carried = await skipping.decide(case, DecisionKind.PROPOSE)

        assert carried.stage is Stage.RESOLVING
        assert await refused(skipping, case, DecisionKind.APPROVE, "zhang") == (
            Refusal.NO_APPROVAL_NEEDED
        )


async def test_a_rejection_has_a_reason_and_leads_to_a_new_version(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_APPROVAL)

    assert await refused(skipping, case, DecisionKind.REJECT, "zhang", words="") == (
        Refusal.TEXT_MISSING
    )
    carried = await skipping.decide(case, DecisionKind.REJECT, "zhang", words="too dear")
    assert carried.stage is Stage.PLANNING

    await skipping.decide(case, DecisionKind.PROPOSE)
    state = skipping.state(case)
    assert (state.stage, state.version) == (Stage.AWAITING_APPROVAL, 2)
    assert await refused(skipping, case, DecisionKind.APPROVE, "zhang", version=1) == (
        Refusal.OTHER_VERSION
    )
    await skipping.decide(case, DecisionKind.APPROVE, "zhang", version=2)

    [rejected] = skipping.events(case, EventKind.REJECTED)
    assert (rejected.texts, rejected.data["version"]) == ({"reason": "too dear"}, 1)
    assert skipping.stage(case) is Stage.RESOLVING


async def test_a_rejection_with_a_code_needs_no_words(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_APPROVAL)

    await skipping.decide(case, DecisionKind.REJECT, "zhang", words="", reason_code="too_dear")

    [rejected] = skipping.events(case, EventKind.REJECTED)
    assert rejected.data["reason_code"] == "too_dear"


async def test_nobody_approves_his_own_proposal(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.PROPOSE, "zhang")

    assert await refused(skipping, case, DecisionKind.APPROVE, "zhang") == Refusal.OWN_PROPOSAL
    assert skipping.stage(case) is Stage.AWAITING_APPROVAL

    carried = await skipping.decide(case, DecisionKind.APPROVE, "chen")
    assert carried.stage is Stage.RESOLVING


async def test_not_solved_opens_the_next_cycle(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)

    carried = await skipping.confirm(case, solved=False, rating=2)
    assert (carried.stage, carried.cycle) == (Stage.PLANNING, 2)
    assert skipping.state(case).version == 0
    assert clock(skipping, case, ClockKind.RESOLVE, cycle=2).state is ClockState.RUNNING

    assert await refused(skipping, case, DecisionKind.PROPOSE, "li", cycle=1) == (
        Refusal.OTHER_CYCLE
    )
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)

    assert await outcome(skipping, case) == Outcome.CONFIRMED
    assert skipping.office.sent(case, team=False) == [
        Template.ACKNOWLEDGEMENT,
        Template.SOLUTION,
        Template.REOPENED,
        Template.SOLUTION,
        Template.SUMMARY,
    ]
    to_customer = [x for x in skipping.office.letters if not x.template.for_team]
    assert [letter.cycle for letter in to_customer] == [1, 1, 2, 2, 2]


async def test_silence_is_reminded_of_then_closes_as_unconfirmed(skipping: House) -> None:
    began = time.monotonic()
    case = await skipping.submit()
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    [resolved] = skipping.events(case, EventKind.RESOLVED)
    quiet = [Template.ACKNOWLEDGEMENT, Template.SOLUTION]

    await skipping.sleep_until(resolved.at + 3 * DAY - MINUTE)
    assert skipping.office.sent(case, team=False) == quiet
    await skipping.sleep_until(resolved.at + 7 * DAY - MINUTE)
    assert skipping.office.sent(case, team=False) == [*quiet, *[Template.REMINDER] * 2]
    assert skipping.stage(case) is Stage.AWAITING_CONFIRMATION
    await skipping.sleep_until(resolved.at + 7 * DAY + MINUTE)
    await skipping.reach(case, Stage.CLOSED)
    await skipping.mailed(case)
    assert skipping.state(case).outcome is Outcome.UNCONFIRMED
    assert await running(skipping, case)
    await skipping.sleep_until(resolved.at + 21 * DAY + MINUTE)

    assert await outcome(skipping, case) == Outcome.UNCONFIRMED
    assert_at(
        skipping.events(case, EventKind.REMINDED), resolved.at + 3 * DAY, resolved.at + 6 * DAY
    )
    [closed] = skipping.events(case, EventKind.UNCONFIRMED)
    assert_at([closed], resolved.at + 7 * DAY)
    assert_at(skipping.events(case, EventKind.ENDED), closed.at + 14 * DAY)
    reminders = [x for x in skipping.office.letters if x.template is Template.REMINDER]
    assert [x.occurrence for x in reminders] == [1, 2]
    assert skipping.office.sent(case, team=False)[-1] is Template.SUMMARY
    # A customer's silence is no promise that was broken.
    assert skipping.office.sent(case, team=True) == []
    assert not skipping.events(case, EventKind.WARNED)
    assert not skipping.state(case).breached
    assert time.monotonic() - began < 30, "three weeks should take no time"


async def test_a_late_yes_confirms_what_silence_had_closed(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.sleep(8 * DAY)
    assert (await skipping.reach(case, Stage.CLOSED)).outcome is Outcome.UNCONFIRMED

    await skipping.confirm(case, solved=True)

    assert skipping.state(case).outcome is Outcome.CONFIRMED
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)
    assert await outcome(skipping, case) == Outcome.CONFIRMED


async def test_reopened_within_the_window(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY - MINUTE)

    carried = await skipping.confirm(case, solved=False)
    assert (carried.stage, carried.cycle) == (Stage.PLANNING, 2)
    # The window of the first cycle has no meaning any more.
    await skipping.sleep(2 * DAY)
    assert await running(skipping, case)
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY - MINUTE)
    assert await running(skipping, case)
    await skipping.sleep(2 * MINUTE)

    assert await outcome(skipping, case) == Outcome.CONFIRMED
    assert len(skipping.events(case, EventKind.ENDED)) == 1


async def test_after_the_window_nothing_opens_the_case(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.CLOSED)
    await skipping.mailed(case)
    await skipping.sleep(14 * DAY + MINUTE)
    await outcome(skipping, case)

    assert await refused(skipping, case, DecisionKind.CONFIRM, CUSTOMER, solved=False) == (
        Refusal.WINDOW_OVER
    )
    assert await refused(skipping, case, DecisionKind.REOPEN, "zhang") == Refusal.WINDOW_OVER


async def test_a_lead_reopens_and_an_agent_does_not(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.CLOSED)

    assert await refused(skipping, case, DecisionKind.REOPEN, "li") == Refusal.ROLE_TOO_LOW
    carried = await skipping.decide(case, DecisionKind.REOPEN, "zhang")

    assert (carried.stage, carried.cycle) == (Stage.PLANNING, 2)


async def test_declined_with_reasons_has_a_window(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)

    await skipping.decide(case, DecisionKind.DECLINE, words="it works as promised")
    await skipping.mailed(case)

    assert skipping.state(case).outcome is Outcome.DECLINED
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT, Template.SUMMARY]
    assert "it works as promised" in skipping.office.letters[-1].text
    assert await running(skipping, case)
    await skipping.sleep(14 * DAY + MINUTE)
    assert await outcome(skipping, case) == Outcome.DECLINED


async def test_withdrawn_ends_as_soon_as_the_mail_is_out(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)
    before = await skipping.clock.read()

    await skipping.decide(case, DecisionKind.WITHDRAW)

    assert await outcome(skipping, case) == Outcome.WITHDRAWN
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT, Template.SUMMARY]
    assert await skipping.clock.read() - before < MINUTE
    assert {c.state for c in skipping.view(case).clocks} <= {ClockState.MET, ClockState.STOPPED}


@pytest.mark.parametrize("stage", [Stage.PLANNING, Stage.RESOLVING])
async def test_row_04_a_question_pauses_the_clocks_and_the_reply_resumes_them(
    skipping: House, stage: Stage
) -> None:
    case = await skipping.submit()
    await skipping.walk(case, stage)
    await skipping.sleep(2 * DAY)
    before = clock(skipping, case, ClockKind.RESOLVE)
    await skipping.decide(case, DecisionKind.CLARIFY, words="Which version?")

    assert skipping.stage(case) is Stage.CLARIFYING
    assert clock(skipping, case, ClockKind.RESOLVE).state is ClockState.PAUSED
    await skipping.sleep(30 * DAY)
    # Nobody waits for the team, so nobody is warned.
    assert not skipping.events(case, EventKind.WARNED, EventKind.MISSED)
    await skipping.decide(case, DecisionKind.REPLY, CUSTOMER, words="12.3")

    assert skipping.stage(case) is stage
    [asked] = skipping.events(case, EventKind.ASKED)
    [replied] = skipping.events(case, EventKind.REPLIED)
    after = clock(skipping, case, ClockKind.RESOLVE)
    assert after.due_at - before.due_at == replied.at - asked.at
    assert after.warn_at - before.warn_at == replied.at - asked.at
    assert replied.at - asked.at >= 30 * DAY
    assert skipping.state(case).due_at == after.due_at

    await skipping.sleep_until(after.due_at + MINUTE)
    await until(lambda: skipping.events(case, EventKind.MISSED))
    told = skipping.events(case, EventKind.WARNED, EventKind.MISSED)
    assert_at(told, after.warn_at, after.due_at)
    assert skipping.office.sent(case, team=False) == [Template.ACKNOWLEDGEMENT, Template.QUESTION]


async def test_warnings_and_misses_tell_the_team_exactly_once(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    received = skipping.view(case).received_at

    await skipping.sleep_until(received + 4 * DAY - MINUTE)
    assert await skipping.tell() == 0
    await skipping.sleep_until(received + 5 * DAY - MINUTE)
    assert await skipping.tell() == 1
    assert not skipping.state(case).breached
    await skipping.sleep_until(received + 60 * DAY)
    await skipping.decide(case, DecisionKind.TAKE)
    assert await skipping.tell() == 1
    assert await skipping.tell() == 0

    assert [x.recipient for x in skipping.office.digests] == [MALFUNCTIONS_TO] * 2
    assert skipping.office.sent(case) == [Template.ACKNOWLEDGEMENT]
    assert_at([*skipping.events(case, EventKind.WARNED)], received + 4 * DAY)
    assert_at([*skipping.events(case, EventKind.MISSED)], received + 5 * DAY)
    assert skipping.state(case).breached
    # Late is late, and still it goes on.
    await skipping.walk(case, Stage.CLOSED)
    assert clock(skipping, case, ClockKind.RESOLVE).state is ClockState.MISSED
    await skipping.mailed(case)
    assert await skipping.tell() == 0


async def test_every_cycle_is_warned_of_and_missed_by_itself(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.walk(case, Stage.PLANNING)
    await skipping.sleep(6 * DAY)
    await skipping.walk(case, Stage.AWAITING_CONFIRMATION)
    await skipping.confirm(case, solved=False)
    assert not skipping.state(case).breached
    await skipping.sleep(6 * DAY)
    await skipping.mailed(case)

    told = skipping.events(case, EventKind.WARNED, EventKind.MISSED)
    assert [(x.kind, x.cycle) for x in told] == [
        (EventKind.WARNED, 1),
        (EventKind.MISSED, 1),
        (EventKind.WARNED, 2),
        (EventKind.MISSED, 2),
    ]
    assert await skipping.tell() == 1
    assert skipping.state(case).breached


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


async def test_a_triaged_priority_changes_the_targets(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.LOW)
    await skipping.reach(case, Stage.PLANNING)
    received = skipping.view(case).received_at
    assert skipping.state(case).due_at == received + 14 * DAY

    await skipping.sleep(HOUR)
    await skipping.decide(case, DecisionKind.TRIAGE, priority=Priority.HIGH)

    # Counted from where the clock began, and warned of in time although the timer was far off.
    assert skipping.state(case).due_at == received + DAY
    await skipping.sleep_until(received + DAY + MINUTE)
    await until(lambda: skipping.events(case, EventKind.MISSED))
    assert_at(
        skipping.events(case, EventKind.WARNED, EventKind.MISSED),
        received + 0.8 * DAY,
        received + DAY,
    )
    await skipping.decide(case, DecisionKind.PROPOSE)
    assert skipping.state(case).needs == "lead"


async def test_a_triaged_priority_asks_for_the_approval_of_an_open_proposal(
    skipping: House,
) -> None:
    case = await skipping.submit(priority=Priority.LOW)
    await skipping.walk(case, Stage.RESOLVING)

    carried = await skipping.decide(case, DecisionKind.TRIAGE, priority=Priority.HIGH)
    assert carried.stage is Stage.AWAITING_APPROVAL
    await skipping.decide(case, DecisionKind.APPROVE, "zhang")
    carried = await skipping.decide(case, DecisionKind.TRIAGE, priority=Priority.MEDIUM)

    assert carried.stage is Stage.RESOLVING


@pytest.mark.parametrize("policy_text", [policy(triage_below="0.5")], indirect=True)
async def test_what_the_rules_are_unsure_of_waits_for_a_person(skipping: House) -> None:
    case = await skipping.submit("Hm.", category=None, priority=None)
    await skipping.reach(case, Stage.TRIAGE)
    assert clock(skipping, case, ClockKind.ANALYZE).state is ClockState.RUNNING

    await skipping.decide(
        case, DecisionKind.TRIAGE, category="service_complaint", priority=Priority.MEDIUM
    )

    state = skipping.state(case)
    assert (state.stage, state.team, state.category) == (
        Stage.PLANNING,
        "quality",
        "service_complaint",
    )
    assert clock(skipping, case, ClockKind.ANALYZE).state is ClockState.MET


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
