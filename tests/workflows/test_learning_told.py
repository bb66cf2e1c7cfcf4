"""What the doctor says of the learning that a schedule begins, on Temporal's own server."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from engine import schedules
from engine.inspection import Inspection
from engine.schedules import SCHOOL, ensure_schedules
from schemas.enums import Locale
from starter.doctor import learning
from starter.doctor.verdict import Patient, Status
from tests.waiting import until_answered
from tests.workflows.house import House
from worker.installation import now


@pytest.fixture
async def house(embedded: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(schedules, "TASK_QUEUE", embedded.queue)
    await ensure_schedules(embedded.client, timedelta(hours=1))
    yield embedded
    for name in (SCHOOL, schedules.KEEPER, schedules.HERALD, "sweeper", "teller"):
        await embedded.client.get_schedule_handle(name).delete()


async def told(house: House) -> tuple[Status, str]:
    patient = Patient(house.installation, now())
    verdict = await learning.look(Inspection(house.client), patient)
    return verdict.status, verdict.found.in_(Locale.EN)


async def test_it_says_when_it_was_tried_what_came_of_it_and_when_it_is_next(house: House) -> None:
    status, said = await told(house)
    assert (status, said.split("; ")[0]) == (Status.OK, "not tried yet")
    assert "next in" in said

    await house.client.get_schedule_handle(SCHOOL).trigger()

    async def ended() -> bool:
        return "nothing new to learn" in (await told(house))[1]

    await until_answered(ended)
    status, said = await told(house)
    assert (status, said.startswith("last 0.0 h ago")) == (Status.OK, True)


async def test_the_model_that_was_trained_last_is_named_with_its_figures(house: House) -> None:
    card = {"changes": {"category": (0.829, 0.838)}}
    models = house.installation.models
    models.keep("learnt-1", b"", card, "system", now() - timedelta(hours=2), take=False)

    said = (await told(house))[1]

    assert "learnt-1, trained 2.0 h ago, was not taken" in said
    assert "(category 0.829 → 0.838)" in said
