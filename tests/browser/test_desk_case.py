"""The page of a case in a real browser: drafts that survive it, and two people on one case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from schemas.access import AccessRole
from schemas.enums import EventKind, Priority, Stage
from schemas.submissions import Submission
from store import migrate
from store.database import Database
from tests.browser.browsers import (
    DESKTOP,
    PHONE,
    served,
    too_wide,
    violations,
    without_scripts,
)
from tests.units.desk import PASSWORD, Desk

pytestmark = pytest.mark.browser
TEXT = "付款以后页面一直转圈 <script>alert(1)</script>\u202e 🎉"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    migrate.upgrade(url)
    database = Database(url)
    made = Desk(database, public_url=None)
    made.clock.at = datetime.now(UTC)
    made.let_in("li", teams=("engineering",))
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    yield made
    made.room.live.close()
    database.close()


@asynccontextmanager
async def sitting(browser: Browser, address: str, login: str, **how: Any) -> AsyncIterator[Page]:
    """Somebody signed in, in a browser that is closed at the end."""
    context = await browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **how})
    page = await context.new_page()
    await page.goto(f"{address}/login")
    await page.fill("[name=name]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/desk")
    try:
        yield page
    finally:
        await context.close()


async def submitted(desk: Desk) -> str:
    item = Submission(
        text=TEXT, category="malfunction", priority=Priority.LOW, contact="a@example.com"
    )
    return (await desk.gateway.submit(item)).id


async def test_a_draft_survives_a_closed_browser_and_is_sent_by_keys(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    async with served(desk.app) as address:
        async with sitting(browser, address, "li") as page:
            await page.goto(f"{address}/desk/cases/{case}")
            await page.keyboard.press("q")
            await expect(page.locator("#do-clarify form :focus")).to_have_count(1)
            await page.keyboard.type("Which model?")
            await expect(page.locator("#do-clarify [role=status]")).to_have_text("Draft kept")
        async with sitting(browser, address, "li", viewport=PHONE) as page:
            await page.goto(f"{address}/desk/cases/{case}")
            assert await violations(page) == []
            assert not await too_wide(page)
            await page.keyboard.press("q")
            field = page.get_by_label("Questions")
            await expect(field).to_be_focused()
            await expect(field).to_have_value("Which model?")
            await page.keyboard.press("Control+Enter")
            await expect(page.locator("#told")).to_contain_text("Done")
            assert await page.locator("#do-clarify").count() == 0
    assert desk.gateway.look(case).state.stage is Stage.CLARIFYING
    assert desk.room.case.drafts.of("li", case) == {}


async def test_two_people_on_one_case_see_each_other_and_lose_nothing(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    async with (
        served(desk.app) as address,
        sitting(browser, address, "li") as li,
        sitting(browser, address, "zhang") as zhang,
    ):
        for page in (li, zhang):
            await page.goto(f"{address}/desk/cases/{case}")
        await expect(zhang.locator("#presence")).to_contain_text("li is looking")
        await li.keyboard.press("u")
        await expect(li.locator("#do-progress form :focus")).to_have_count(1)
        await li.keyboard.type("We look into it")
        async with zhang.expect_navigation():
            await zhang.locator("#judged").get_by_role("button", name="medium").click()

        await expect(li.locator("#head")).to_contain_text("medium")
        field = li.get_by_label("What to tell the customer")
        await expect(field).to_be_focused()
        await expect(li.locator("#changed")).to_be_visible()
        async with li.expect_navigation():
            await li.keyboard.press("Control+Enter")
        await expect(li.locator("#trouble")).to_contain_text("zhang")
        await expect(field).to_have_value("We look into it")
        assert await violations(li) == []
        async with li.expect_navigation():
            await li.get_by_role("button", name="Send it anyway").click()
        await expect(li.locator("#story")).to_contain_text("We look into it")


async def test_nothing_typed_is_lost_when_the_server_is_away_or_the_session_over(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    async with served(desk.app) as address, sitting(browser, address, "li") as page:
        await page.goto(f"{address}/desk/cases/{case}")
        note = page.locator("#do-note")
        await page.keyboard.press("n")
        await expect(note.locator("textarea")).to_be_focused()
        await page.keyboard.type("by hand")
        await page.context.set_offline(True)
        await page.keyboard.press("Control+Enter")
        await expect(note.get_by_role("alert")).to_contain_text("cannot be reached")
        await page.context.set_offline(False)

        await page.context.clear_cookies()
        await note.get_by_role("button", name="Send again").click()
        await expect(note.get_by_role("alert")).to_contain_text("signed out")
        assert await violations(page) == []
        async with page.expect_popup() as popped:
            await note.get_by_role("link", name="Sign in").click()
        other = await popped.value
        await other.fill("[name=name]", "li")
        await other.fill("[name=password]", PASSWORD)
        await other.click("main button")
        await other.wait_for_url("**/desk")
        async with page.expect_navigation():
            await note.get_by_role("button", name="Send again").click()
        await expect(page.locator("#story")).to_contain_text("by hand")
    assert [e.kind for e in desk.gateway.look(case).events].count(EventKind.NOTED) == 1
    assert desk.room.case.drafts.of("li", case) == {}


async def test_a_case_is_worked_on_without_scripts(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    async with served(desk.app) as address:
        context = await without_scripts(browser, DESKTOP)
        page = await context.new_page()
        await page.goto(f"{address}/login")
        await page.fill("[name=name]", "li")
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button")
        await page.goto(f"{address}/desk/cases/{case}")
        await page.locator("#do-note summary").click()
        await page.locator("#do-note textarea").fill("by hand")
        await page.locator("#do-note button.main").click()
        await expect(page.locator("#story")).to_contain_text("by hand")
        await context.close()
