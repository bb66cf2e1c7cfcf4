"""The board and the search in a real browser: by keyboard, live, and back from a case."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from schemas.access import AccessRole
from schemas.submissions import Submission
from starter.web.desk import board_columns
from store.database import Database
from tests.browser.browsers import DESKTOP, PHONE, chromium, served, too_wide, violations
from tests.units.desk import PASSWORD, Desk
from tests.waiting import until_answered

pytestmark = pytest.mark.browser
TEXT = "电池续航太差，半天就没电了"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    file = shutil.copy(sqlite_template, tmp_path / "record.sqlite3")
    database = Database(f"sqlite:///{file}")
    made = Desk(database, public_url=None)
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    yield made
    database.close()


async def submitted(desk: Desk, priority: str) -> str:
    item = {"text": TEXT, "category": "malfunction", "priority": priority}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


@asynccontextmanager
async def signed_in(desk: Desk, browser: Browser, size: Any = DESKTOP) -> AsyncIterator[Page]:
    async with served(desk.app) as base:
        context = await browser.new_context(viewport=size, base_url=base, locale="en-GB")
        page = await context.new_page()
        await page.goto("/login")
        await page.fill("[name=name]", "zhang")
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button")
        await page.wait_for_url("**/desk")
        try:
            yield page
        finally:
            await context.close()  # or its stream would keep the server


async def test_the_board_by_keyboard(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_columns, "FIRST", 2)
    ids = [await submitted(desk, each) for each in ("high", "medium", "low")]
    async with signed_in(desk, browser) as page:
        await page.goto("/desk/board")
        assert await violations(page) == []
        held = "document.activeElement.getAttribute('href')"

        await page.keyboard.press("j")
        await page.keyboard.press("j")
        assert await page.evaluate(held) == f"/desk/cases/{ids[1]}"
        await page.keyboard.press("x")
        assert await page.text_content(".picked") == "1 selected"
        await page.keyboard.press("j")  # after the last card
        await page.keyboard.press("Enter")
        there = f"{held} === '/desk/cases/{ids[2]}'"
        await until_answered(lambda: page.evaluate(there))
        assert "shown=planning.3" in page.url
        assert await page.text_content(".picked") == "1 selected"

        await page.route("**/desk/board*", lambda route: route.abort(), times=1)
        late = await submitted(desk, "high")  # an answer that is lost is asked for again
        await page.wait_for_selector(f"a[href='/desk/cases/{late}']")
        assert await page.locator(".tile").count() == 3
        await page.keyboard.press("h")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk/cases/*")


async def test_all_of_a_list_are_selected_and_single_ones_come_back(
    desk: Desk, browser: Browser
) -> None:
    for _ in range(3):
        await submitted(desk, "high")
    async with signed_in(desk, browser) as page:
        for place in ("/desk/board", "/desk/search"):
            await page.goto(place)
            every, picked = page.get_by_label("Select all 3"), page.locator(".picked")
            await page.keyboard.press("j")
            await page.keyboard.press("x")
            await expect(every).to_have_js_property("indeterminate", True)

            await every.click()
            await expect(picked).to_have_text("3 selected")
            await page.locator("a.row-link").first.focus()
            await page.keyboard.press("X")
            await expect(picked).to_have_text("1 selected")
            await expect(page.locator(".pick").first).to_be_checked()

            await page.keyboard.press("X")
            await page.locator(".pick").last.click()
            await expect(picked).to_have_text("2 selected")
            await expect(every).not_to_be_checked()
            assert await violations(page) == []


async def test_the_way_back_leads_to_what_was_found(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, "high")
    async with signed_in(desk, browser, PHONE) as page:
        await page.keyboard.press("/")
        await page.keyboard.type("priority:high 电池")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("mark")
        assert page.url.endswith("/desk/search")
        assert await violations(page) == []
        assert not await too_wide(page)

        await page.click("a.row-link")
        await page.wait_for_url(f"**/desk/cases/{case}")
        await page.go_back()
        await page.wait_for_selector("mark")
        assert await page.input_value("#q") == "priority:high 电池"
