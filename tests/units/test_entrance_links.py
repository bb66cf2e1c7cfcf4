"""The links to set a password."""

from collections.abc import AsyncIterator

import pytest

from schemas.accounts import INVITED_FOR
from store.database import Database
from tests.units.desk import Browser, Desk, hidden_of

NEW = "another long password"


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in()
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        yield browser


async def test_a_link_sets_the_password_once(desk: Desk, browser: Browser) -> None:
    desk.let_in("new", password=None)
    link = f"/invite/{desk.people.invited('new')}"
    for _ in range(20):
        assert "new" in (await browser.get(link)).text
        assert (await browser.client.head(link)).status_code == 200

    answer = await browser.send(link, new=NEW, again=NEW)

    assert answer.headers["location"] == "/login?done=password"
    assert (await browser.sign_in("new", NEW)).status_code == 303
    assert (await browser.get(link)).status_code == 404


@pytest.mark.parametrize(
    ("new", "again"),
    [("short", "short"), ("x" * 40, "x" * 40), (NEW, NEW + "x"), ("mei@example.com",) * 2],
)
async def test_a_password_that_is_not_accepted_leaves_the_link(
    desk: Desk, browser: Browser, new: str, again: str
) -> None:
    link = f"/invite/{desk.people.invited('mei')}"

    assert (await browser.send(link, new=new, again=again)).status_code == 422
    assert (await browser.sign_in()).status_code == 303, "the old password stands"


async def test_a_link_that_is_over_or_made_up_says_nothing(desk: Desk, browser: Browser) -> None:
    link = f"/invite/{desk.people.invited('mei')}"
    csrf = hidden_of(await browser.get(link))["csrf"]
    desk.clock.at += INVITED_FOR
    texts = set()
    for path in (link, "/invite/made-up", "/invite/%00"):
        shown = await browser.get(path)
        sent = await browser.post(path, csrf=csrf, new=NEW, again=NEW)
        assert shown.status_code == sent.status_code == 404
        texts |= {shown.text, sent.text}
    assert len(texts) == 1
    assert "mei" not in texts.pop()


async def test_a_link_ends_every_session_when_it_is_used(desk: Desk, browser: Browser) -> None:
    await browser.sign_in()
    link = f"/invite/{desk.people.invited('mei')}"
    async with desk.browser() as other:
        await other.send(link, new=NEW, again=NEW)

    assert (await browser.get("/desk")).status_code == 303
