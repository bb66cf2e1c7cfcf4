"""A case waits for a second opinion for so long as its policy says, and never longer."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError
from temporalio.worker import Replayer

from activities.erasure import Cause, Order
from engine.converter import DATA_CONVERTER
from schemas.consulting import Trouble
from schemas.enums import EventKind, Outcome, Stage
from tests.endpoint import Model, language_model
from tests.waiting import until
from tests.workflows.house import CONTACT, House, policy
from worker import registry
from worker.sandbox import sandbox

TEXT = "总是闪退，王小明留，电话 13912345678"
NAME = "王小明"


def wanting(seconds: int) -> str:
    return policy() + f"\n[analysis.second]\nseconds = {seconds}\n"


@pytest.fixture
def model() -> Iterator[Model]:
    with language_model() as found:
        yield found


async def consulting(house: House, model: Model) -> House:
    """The house with this endpoint, as a worker that is started with it."""
    await house.close()
    house.installation.__dict__["adviser"] = model.adviser()
    await house.open()
    return house


async def submitted(house: House) -> str:
    return await house.submit(TEXT, name=NAME, category=None, priority=None, locale="zh")


async def history(house: House, case: str) -> str:
    found = await house.handle(case).fetch_history()
    replayer = Replayer(
        workflows=registry.WORKFLOWS, workflow_runner=sandbox(), data_converter=DATA_CONVERTER
    )
    await replayer.replay_workflow(found)
    return found.to_json()


@pytest.mark.parametrize("policy_text", [wanting(10)], indirect=True)
async def test_a_case_has_both_answers_and_goes_its_way(embedded: House, model: Model) -> None:
    house = await consulting(embedded, model)

    case = await submitted(house)
    await house.reach(case, Stage.TRIAGE)

    view = house.view(case)
    assert [each.analyzer for each in view.analyses] == ["language-model", "built-in", "together"]
    assert view.analysis is not None
    assert view.analysis.analyzer == "together"
    await house.mailed(case)
    assert EventKind.ACKNOWLEDGED in house.kinds(case)
    await house.walk_on(case)
    assert house.state(case).outcome is Outcome.CONFIRMED
    told = await history(house, case)
    for secret in (NAME, "13912345678", CONTACT, "闪退", "howto"):
        assert secret not in told


@pytest.mark.parametrize("policy_text", [wanting(1)], indirect=True)
async def test_a_case_does_not_wait_for_a_model_that_is_silent(
    embedded: House, model: Model
) -> None:
    house = await consulting(embedded, model)
    model.silent = True
    began = time.monotonic()

    case = await submitted(house)
    await house.reach(case, Stage.PLANNING)

    assert time.monotonic() - began < 8, "one second, on a machine that may be busy"
    assert house.view(case).analyses[0].trouble == Trouble.LATE
    await history(house, case)


@pytest.mark.parametrize("policy_text", [wanting(2)], indirect=True)
async def test_a_case_goes_on_though_its_question_is_lost(
    embedded: House, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who asks is gone, as when a worker is killed: nothing is written any more."""
    house = await consulting(embedded, model)

    def gone(*_: object) -> bool:
        raise SystemError

    monkeypatch.setattr(house.installation.consultations, "end", gone)
    case = await submitted(house)
    await house.reach(case, Stage.PLANNING)

    found = house.view(case).analyses
    assert [each.trouble for each in found] == [Trouble.NO_ANSWER, None]
    await history(house, case)


@pytest.mark.parametrize("policy_text", [wanting(10)], indirect=True)
async def test_a_workflow_that_is_cancelled_while_it_waits_is_cancelled(
    embedded: House, model: Model
) -> None:
    house = await consulting(embedded, model)
    model.silent = True
    case = await submitted(house)
    await until(lambda: model.received)

    await house.handle(case).cancel()

    with pytest.raises(WorkflowFailureError) as failed:
        await house.handle(case).result()
    assert isinstance(failed.value.cause, CancelledError)


async def test_without_it_in_the_policy_no_history_has_it(skipping: House) -> None:
    case = await submitted(skipping)
    await skipping.reach(case, Stage.PLANNING)

    assert "consult" not in await history(skipping, case)


@pytest.mark.parametrize("policy_text", [wanting(2)], indirect=True)
async def test_a_case_that_is_erased_while_it_waits_ends(embedded: House, model: Model) -> None:
    house = await consulting(embedded, model)
    model.silent = True
    case = await submitted(house)
    await until(lambda: model.received)

    order = Order(by="li", cause=Cause.REQUEST, reason="asked for")
    assert await asyncio.to_thread(house.installation.eraser.erase, [case], order) == [case]
    await house.cases.refresh(case)

    assert await house.handle(case).result() == Outcome.ERASED.value
    assert house.view(case).analyses == ()
    assert EventKind.ANALYZED not in house.kinds(case)
