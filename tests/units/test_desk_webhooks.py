"""The page of the systems that hear what happens."""

from collections.abc import AsyncIterator

import pytest

from schemas.access import AccessRole
from store.database import Database
from tests.units.desk import Browser, Desk

HERE = "/desk/settings/webhooks"
URL = "https://crm.example/hook"


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    desk.let_in("root", AccessRole.ADMINISTRATOR, ())
    async with desk.browser() as browser:
        await browser.sign_in("root")
        yield browser


async def test_a_webhook_is_added_and_its_secret_shown(desk: Desk, browser: Browser) -> None:
    assert "No system is told yet" in (await browser.get(HERE)).text

    page = await browser.send(HERE, name="crm", url=URL, **{"event-confirmed": "1"})

    [row] = [each.webhook for each in desk.room.hooks.register.standing()]
    assert (row.name, row.url, row.events, row.created_by) == ("crm", URL, "confirmed", "root")
    assert desk.room.hooks.secret(row) in page.text
    assert "customer confirmed" in (await browser.get(HERE)).text
    assert "whsec_" not in (await browser.get(HERE)).text


async def test_a_secret_is_renewed_and_a_webhook_ended(desk: Desk, browser: Browser) -> None:
    await browser.send(HERE, name="crm", url=URL)
    first = (await browser.send(HERE, f"{HERE}/crm", do="show")).text.split("whsec_")[1][:40]

    renewed = await browser.send(HERE, f"{HERE}/crm", do="renew")
    assert first not in renewed.text
    assert "whsec_" in renewed.text
    answer = await browser.send(HERE, f"{HERE}/crm", do="retry")
    assert answer.headers["location"].endswith("done=retried")
    await browser.send(HERE, f"{HERE}/crm", do="end")

    assert desk.room.hooks.register.standing()[0].webhook.ended_at
    assert (await browser.send(HERE, f"{HERE}/crm", do="show")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "C R M", "url": URL}, "A name has small letters"),
        ({"name": "crm", "url": "http://crm.example"}, "must be https"),
        ({"name": "crm", "url": URL, "event-nothing": "1"}, "no such event"),
        ({"name": "old", "url": URL}, "was used before"),
    ],
)
async def test_a_mistake_is_told_and_nothing_is_lost(
    browser: Browser, fields: dict[str, str], told: str
) -> None:
    await browser.send(HERE, name="old", url=URL)

    page = await browser.send(HERE, **fields)

    assert page.status_code == 422
    assert told in page.text
    assert f'value="{fields["url"]}"' in page.text
