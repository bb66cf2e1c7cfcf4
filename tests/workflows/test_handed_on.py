"""A workflow whose history grew long is handed on: nothing is lost and nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from schemas.enums import DecisionKind, EventKind, Priority, Stage, Template
from schemas.messages import DecisionReceipt, DecisionRequest
from tests.waiting import until
from tests.workflows.house import House, house, policy, start_embedded
from tests.workflows.runs import ALL_MAILS, assert_healthy, given_to, message_ids, run_id, runs

LATER = timedelta(seconds=20)


@pytest.fixture(scope="module")
async def impatient() -> AsyncIterator[WorkflowEnvironment]:
    """A server that finds a history of thirty events long."""
    limit = {"limit__historyCount__suggestContinueAsNew": "30"}
    async with await start_embedded(**limit) as env:
        yield env


@pytest.fixture
async def rotating(
    impatient: WorkflowEnvironment,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    policy_text: str | None,
) -> AsyncIterator[House]:
    """A house whose workflows are handed on all the time."""
    async with house(impatient, tmp_path, sqlite_template, monkeypatch, policy_text) as made:
        yield made


async def wear_out(house: House, case: str, times: int = 1) -> None:
    """Make the history long until the workflow was handed on so often."""
    for _ in range(times):
        before = await run_id(house, case)
        for _ in range(20):
            await house.cases.refresh(case)
            await house.cases.state(case)  # once it is answered, the signal is done
            if await run_id(house, case) != before:
                break
        else:
            raise AssertionError("the workflow was not handed on")


@pytest.mark.parametrize("policy_text", [policy(resolve='"5 seconds"')], indirect=True)
async def test_handed_on_with_timers_and_unsent_mails_in_the_middle_of_an_approval(
    rotating: House,
) -> None:
    rotating.office.busy()
    case = await rotating.submit(priority=Priority.HIGH)
    await rotating.walk(case, Stage.AWAITING_APPROVAL)
    await wear_out(rotating, case, 3)
    assert rotating.state(case).unsent
    approval = rotating.decision(case, DecisionKind.APPROVE, "zhang")
    first = await rotating.gateway.decide(approval)
    await wear_out(rotating, case)

    # Its update id is of another run: the request id alone makes it one.
    request = DecisionRequest(request_id=approval.request_id, by="zhang")
    again: DecisionReceipt = await rotating.handle(case).execute_update(
        "approve", request, id=approval.request_id, result_type=DecisionReceipt
    )
    assert (first.pending, again.stage) == (False, Stage.RESOLVING)
    assert len(rotating.events(case, EventKind.APPROVED)) == 1

    await until(lambda: rotating.events(case, EventKind.MISSED))
    await wear_out(rotating, case)
    rotating.office.busy(None)
    await rotating.decide(case, DecisionKind.RESOLVE)
    await rotating.confirm(case, solved=True)
    await rotating.mailed(case, 30)

    assert len(await runs(rotating, case)) >= 6
    begun = await given_to(rotating, case, (await runs(rotating, case))[-1])
    assert approval.request_id in begun.answered
    assert rotating.office.sent(case, team=False) == ALL_MAILS
    assert rotating.office.sent(case, team=True) == []
    # The team of what is missed, and who proposed of the approval.
    assert await rotating.tell() == 2
    assert len(message_ids(rotating, case)) == 3
    for kind in (EventKind.WARNED, EventKind.MISSED):
        assert len(rotating.events(case, kind)) == 1
    await assert_healthy(rotating, case)


async def test_handed_on_while_everybody_decides(rotating: House) -> None:
    cases = [await rotating.submit() for _ in range(5)]
    numbers = count()

    async def keep_saying(case: str) -> None:
        for _ in range(12):
            text = f"step {next(numbers)}"
            decision = rotating.decision(case, DecisionKind.PROGRESS, "li", words=text)
            await rotating.gateway.decide(decision)

    for case in cases:
        await rotating.reach(case, Stage.PLANNING)
    await asyncio.gather(*(keep_saying(case) for case in cases for _ in range(2)))
    for case in cases:
        await rotating.delivery.deliver(case, LATER)  # the sweeper's part
        await rotating.mailed(case, 60)

    for case in cases:
        said = [event.texts["text"] for event in rotating.events(case, EventKind.PROGRESS)]
        assert len(said) == len(set(said)) == 24
        assert rotating.view(case).pending == ()
        sent = rotating.office.sent(case)
        assert sent == [Template.ACKNOWLEDGEMENT, *[Template.PROGRESS] * 24]
        assert len(set(message_ids(rotating, case))) == 25
        assert len(await runs(rotating, case)) > 3
        await assert_healthy(rotating, case)


async def test_handed_on_while_signals_arrive(rotating: House) -> None:
    case = await rotating.submit()
    await rotating.reach(case, Stage.PLANNING)
    requests = [DecisionRequest(request_id=f"signal-number-{n:04}", by="li") for n in range(60)]

    await asyncio.gather(*(rotating.handle(case).signal("take", each) for each in requests))

    await until(lambda: len(rotating.events(case, EventKind.TAKEN)) >= 60, 30)
    taken = [event.request_id for event in rotating.events(case, EventKind.TAKEN)]
    assert sorted(str(each) for each in taken) == [each.request_id for each in requests]
    await assert_healthy(rotating, case)


async def test_handed_on_while_a_mail_is_on_its_way(rotating: House) -> None:
    """The mail server has the message and has not said yes: it must not get it again."""
    rotating.office.taking.clear()
    case = await rotating.submit()
    await until(lambda: rotating.office.holding == 1)
    await rotating.reach(case, Stage.PLANNING)
    first = await run_id(rotating, case)
    for _ in range(10):
        await rotating.cases.refresh(case)
        await rotating.cases.state(case)
    # A decision meanwhile is not lost either.
    deciding = asyncio.create_task(rotating.decide(case, DecisionKind.TAKE))
    await until(lambda: rotating.events(case, EventKind.TAKEN))
    assert await run_id(rotating, case) == first
    rotating.office.taking.set()
    await deciding
    await rotating.walk_on(case)
    await rotating.mailed(case)

    assert await run_id(rotating, case) != first
    assert rotating.office.sent(case, team=False) == ALL_MAILS
    await assert_healthy(rotating, case)
