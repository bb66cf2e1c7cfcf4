"""What does not go on, seen and put right, on Temporal's own server."""

import asyncio
from datetime import timedelta
from itertools import count

import pytest

from activities.operating import Order
from engine.inspection import Inspection
from rules.promise import Gap
from schemas.enums import DecisionKind, EventKind, Operation, Stage, Template
from starter.operations.audit import Audit
from starter.operations.motor import Motor
from starter.operations.operations import Operations, Outcome
from starter.operations.troubles import TroubleKind
from tests.waiting import until, until_answered
from tests.workflows.house import CONTACT, House
from tests.workflows.runs import assert_healthy, run_id

_orders = count(1)


def operations(house: House) -> Operations:
    async def connect() -> Motor:
        return Motor(house.cases, Inspection(house.client))

    return Operations(house.installation, connect)


def order(operation: Operation, reason: str = "the mail server is back") -> Order:
    return Order(operation, reason, "ops", f"operate-{next(_orders):08}")


async def put_off(house: House) -> str:
    """A case whose acknowledgement is tried again and again."""
    house.office.busy("451 later")
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)

    async def failing() -> bool:
        return bool((await house.cases.work(case)).failing)

    await until_answered(failing)
    return case


async def test_a_mail_that_fails_is_seen_with_its_error_and_next_try(embedded: House) -> None:
    case = await put_off(embedded)

    ailing, answers = await operations(embedded).case(case)

    assert answers
    [trouble] = ailing.troubles
    assert (trouble.kind, trouble.what) == (TroubleKind.RETRYING, "send")
    assert (trouble.error, trouble.said) == ("PostUnavailable", "SMTP 451")
    assert trouble.attempt
    assert trouble.attempt > 1 or trouble.next_at


async def test_retried_now_it_does_not_wait_for_its_next_turn(embedded: House) -> None:
    case = await put_off(embedded)
    # By now it waits long enough that it cannot have been tried by itself.
    await until(lambda: len(embedded.office.attempts) >= 4, 20)
    embedded.office.busy(None)

    outcome = await operations(embedded).step_in(case, order(Operation.RETRY))

    assert outcome is Outcome.DONE
    await embedded.mailed(case, 3)
    [noted] = embedded.events(case, EventKind.OPERATED)
    assert (noted.by, noted.data, noted.texts) == (
        "ops",
        {"action": "retry"},
        {"reason": "the mail server is back"},
    )
    await assert_healthy(embedded, case)


async def test_a_mail_that_is_given_up_is_never_sent_and_the_case_goes_on(embedded: House) -> None:
    case = await put_off(embedded)
    [waits] = embedded.state(case).unsent
    skip = order(Operation.SKIP, "the address is dead")._replace(mail=waits)

    assert await operations(embedded).step_in(case, skip) is Outcome.DONE
    assert await operations(embedded).step_in(case, skip) is Outcome.REPEATED

    assert not embedded.state(case).unsent
    embedded.office.busy(None)
    await embedded.walk(case, Stage.AWAITING_CONFIRMATION)
    await embedded.mailed(case)
    assert embedded.office.sent(case, team=False) == [Template.SOLUTION]
    [noted] = embedded.events(case, EventKind.OPERATED)
    assert noted.data["mails"] == ["acknowledgement"]
    assert await operations(embedded).step_in(case, order(Operation.SKIP)) is Outcome.IMPOSSIBLE
    await assert_healthy(embedded, case)


async def test_begun_anew_it_goes_on_where_it_stood(embedded: House) -> None:
    case = await embedded.submit()
    await embedded.walk(case, Stage.CLARIFYING)
    await embedded.mailed(case)
    before = await run_id(embedded, case)

    outcome = await operations(embedded).step_in(case, order(Operation.ANEW, "stuck"))

    assert outcome is Outcome.DONE
    assert await run_id(embedded, case) != before
    await embedded.decide(case, DecisionKind.REPLY)
    assert embedded.stage(case) is Stage.PLANNING
    await assert_healthy(embedded, case)


async def test_ended_it_is_gone_until_it_is_started_again(embedded: House) -> None:
    case = await embedded.submit()
    await embedded.walk(case, Stage.PLANNING)
    await embedded.mailed(case)
    ours = operations(embedded)

    assert await ours.step_in(case, order(Operation.END, "a runaway")) is Outcome.DONE

    ailing, _ = await ours.case(case)
    assert ailing.kinds == {TroubleKind.GONE}
    assert ailing.troubles[0].what == "terminated"
    assert await ours.step_in(case, order(Operation.ANEW)) is Outcome.IMPOSSIBLE
    assert await ours.step_in(case, order(Operation.RETRY)) is Outcome.DONE
    assert await embedded.cases.running(case)
    kinds = embedded.kinds(case)
    assert kinds.count(EventKind.OPERATED) == 2, "what is impossible is not noted"


async def test_a_workflow_that_no_worker_takes_is_idle(embedded: House) -> None:
    await embedded.close()
    case = await embedded.submit()

    work = await embedded.cases.work(case)

    assert work.running
    assert work.idle_since
    assert work.stuck is None


async def test_a_workflow_that_cannot_go_on_says_why(
    embedded: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug: the worker fails each time before the workflow can do anything."""
    await embedded.close()
    case = await embedded.submit()
    monkeypatch.setattr("workflows.showing.values", _broken)
    await embedded.open()

    async def failing() -> bool:
        return (await embedded.cases.work(case)).attempt > 1

    await until_answered(failing)
    work = await embedded.cases.work(case)
    assert work.stuck
    assert work.stuck == "WorkflowWorkerUnhandledFailure (ValueError)"
    ailing, _ = await operations(embedded).case(case)
    assert ailing.troubles[0].kind is TroubleKind.STUCK


def _broken(*_: object) -> None:
    raise ValueError("a bug")


async def test_the_history_is_read_while_it_runs_and_after_its_export(embedded: House) -> None:
    case = await embedded.submit()
    await embedded.walk(case, Stage.PLANNING)
    await embedded.mailed(case)
    ours = operations(embedded)

    live = await ours.past(case, None)
    assert live.chosen
    assert live.chosen.status == "running"
    kinds = [event.kind for event in live.events]
    assert kinds[0] == "workflow_execution_started"
    send = [event for event in live.events if event.name == "send"]
    assert send[0].kind == "activity_task_scheduled"
    assert "analyze" in [event.name for event in live.events if event.kind == "marker_recorded"]
    assert all(event.wait for event in live.events if event.kind == "timer_started")
    values = [value or "" for event in live.events for value in event.values]
    assert any(case in value for value in values), values
    assert not any(CONTACT in value for value in values)

    await embedded.cases.end(case, "a test")
    kept = await embedded.cases.histories(case)
    await asyncio.to_thread(
        embedded.installation.backlog.keep_histories, case, kept, embedded.installation.now()
    )
    exported = await ours.past(case, live.chosen.run_id)
    assert exported.chosen
    assert exported.chosen.exported
    assert exported.events[-1].kind == "workflow_execution_terminated"


async def test_the_self_check_finds_what_is_missing(embedded: House) -> None:
    sound, lost = await embedded.submit(), await embedded.submit()
    for case in (sound, lost):
        await embedded.reach(case, Stage.PLANNING)
    await embedded.cases.end(lost, "a test")
    steps: list[tuple[int, int]] = []

    async def connect() -> Motor:
        return Motor(embedded.cases, Inspection(embedded.client))

    audit = Audit(embedded.installation.database, connect, embedded.installation.now)

    async def lacks() -> dict[str, tuple[Gap, ...]]:
        report = await audit.run(lambda *step: steps.append(step))
        assert report.workflows
        assert report.checked == 2
        return {lack.state.case_id: lack.gaps for lack in report.lacks}

    assert await until_answered(lacks) == {lost: (Gap.NO_WORKFLOW,)}
    assert steps[-1] == (2, 2)

    await embedded.delivery.revive(lost)

    async def well() -> bool:
        return not await lacks()

    assert await until_answered(well)


async def test_everything_that_stands_still_is_found_at_one_look(
    embedded: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starter.operations.overview._A_WHILE", timedelta())
    monkeypatch.setattr("engine.inspection.TASK_QUEUE", embedded.queue)
    case, ours = await put_off(embedded), operations(embedded)

    found = await ours.look()

    assert not found.away
    [ailing] = found.ailing
    assert ailing.state.case_id == case
    assert ailing.kinds == {TroubleKind.RETRYING}
    assert found.queues
    assert [queue.work.value for queue in found.queues] == ["workflows", "activities"]
    assert all(queue.pollers for queue in found.queues)
    assert await ours.look() is found, "asked once for all who look"
