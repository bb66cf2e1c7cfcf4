"""What the doctor says of notices: that people are told, or who is not."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from schemas.enums import EventKind
from schemas.settings import Settings
from starter.doctor.notices import told
from starter.doctor.verdict import Patient, Status, Verdict
from store.database import Database
from tests.stores.test_digests import CHEN, NIGHT, Desk
from tests.stories import START, minutes
from tests.workflows.office import office
from worker.installation import Installation


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async def clock() -> datetime:
        return START

    async with office(clock) as post:
        yield Desk(database, post, {})


def verdict(desk: Desk, now: datetime) -> Verdict:
    url = desk.database.engine.url.render_as_string(hide_password=False)
    installation = Installation(Settings(database_url=url))
    try:
        return told(Patient(installation, now))
    finally:
        installation.database.close()


async def test_everybody_is_told(desk: Desk) -> None:
    desk.happens(1, EventKind.ESCALATED, START, level=3)
    await desk.at(START)

    assert verdict(desk, START + minutes(30)).status is Status.OK


def test_a_teller_that_stands_still_is_found(desk: Desk) -> None:
    desk.happens(1, EventKind.ESCALATED, START, level=3)

    assert verdict(desk, START + minutes(9)).status is Status.OK
    found = verdict(desk, START + minutes(11))
    assert found.status is Status.PROBLEM
    assert found.found.en.endswith(": 1")


def test_what_waits_for_the_morning_is_in_order(desk: Desk) -> None:
    desk.happens(1, EventKind.ESCALATED, NIGHT, level=3)

    assert verdict(desk, NIGHT + timedelta(hours=2)).status is Status.OK


async def test_an_address_that_refuses_is_named(desk: Desk) -> None:
    desk.happens(1, EventKind.ESCALATED, START, level=3)
    desk.office.answer(CHEN, iter(["550 no such user"]))
    await desk.at(START)
    await desk.at(START + minutes(1))

    found = verdict(desk, START + minutes(30))

    assert found.status is Status.WARNING
    assert "chen (mail, SMTP 550, tried 1 times)" in found.found.en
    assert "chen（邮件，SMTP 550，已试 1 次）" in found.found.zh
    assert verdict(desk, START + timedelta(days=1, minutes=1)).status is Status.OK
