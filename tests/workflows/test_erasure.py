"""An erased case as its workflow lives it: it ends at once, and sends nothing any more."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.erasure import Cause, Order
from schemas.enums import DecisionKind, EventKind, Outcome, Refusal, Stage
from schemas.errors import Refused
from tests.workflows.house import CONTACT, House

ORDER = Order(by="li", cause=Cause.REQUEST, reason="asked for")


async def erased(house: House, case: str) -> None:
    await house.clock.read()
    assert await asyncio.to_thread(house.installation.eraser.erase, [case], ORDER) == [case]
    await house.cases.refresh(case)


async def over(house: House, case: str) -> None:
    assert await house.handle(case).result() == Outcome.ERASED.value
    described = await house.handle(case).describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED


STAGES = (
    Stage.PLANNING,
    Stage.CLARIFYING,
    Stage.AWAITING_APPROVAL,
    Stage.RESOLVING,
    Stage.AWAITING_CONFIRMATION,
)


@pytest.mark.parametrize("stage", STAGES)
async def test_a_case_ends_wherever_it_stands(embedded: House, stage: Stage) -> None:
    case = await embedded.submit(priority="high")
    await embedded.walk(case, stage)
    await embedded.mailed(case)
    mails = len(embedded.office.sent(case))

    await erased(embedded, case)

    await over(embedded, case)
    assert embedded.kinds(case)[-1] is EventKind.ERASED
    assert len(embedded.office.sent(case)) == mails
    with pytest.raises(Refused):
        await embedded.decide(case, DecisionKind.WITHDRAW)
    with pytest.raises(Refused) as refused:
        await embedded.gateway.note(case, "a late note", "li")
    assert refused.value.refusal is Refusal.ERASED


async def test_a_mail_that_waits_for_its_server_is_never_sent(embedded: House) -> None:
    embedded.office.away()
    case = await embedded.submit()
    await embedded.reach(case, Stage.PLANNING)
    assert embedded.state(case).unsent

    await erased(embedded, case)
    # Not after the next attempt, which may be minutes away.
    await asyncio.wait_for(over(embedded, case), 10)

    await embedded.office.open()
    other = await embedded.submit(contact="o@example.com")
    await embedded.mailed(other, 60)
    assert embedded.office.sent(case) == []
    assert all(letter.recipient != CONTACT for letter in embedded.office.letters)


async def test_a_case_that_nobody_has_analyzed_ends_too(embedded: House) -> None:
    await embedded.close()
    case = await embedded.submit()
    await erased(embedded, case)
    waiting = embedded.decision(case, DecisionKind.TAKE, "li")
    with pytest.raises(Refused):
        await embedded.gateway.decide(waiting)
    await embedded.open()

    await over(embedded, case)
    assert EventKind.ANALYZED not in embedded.kinds(case)


async def test_the_sweeper_ends_what_could_not_be_told(embedded: House) -> None:
    case = await embedded.submit()
    await embedded.reach(case, Stage.PLANNING)
    await asyncio.to_thread(embedded.installation.eraser.erase, [case], ORDER)
    erasures = embedded.installation.erasures
    assert erasures.untold(10) == [case]
    # The erasure was interrupted: what lies beside the record is still there.
    kept = embedded.installation.settings.mail_dir / "1.eml"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(f"Message-ID: <{case}.acknowledgement.1.1@localhost>\n\nwords")

    async def sweep() -> None:
        await embedded.client.execute_workflow(
            "Sweep", id=f"sweep-{case}", task_queue=embedded.queue
        )

    await sweep()
    await over(embedded, case)
    await sweep()
    assert erasures.untold(10) == []
    assert not kept.exists()


async def test_clocks_stand_still(skipping: House) -> None:
    case = await skipping.submit(priority="high")
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)  # or the answer to a mail tells the workflow before the signal
    await erased(skipping, case)
    await skipping.handle(case).result()
    before = skipping.kinds(case)
    await skipping.sleep(timedelta(days=30))
    assert skipping.kinds(case) == before
    assert skipping.state(case).due_at is None
