"""A lead's morning at the desk, by keyboard alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from schemas.access import AccessRole
from schemas.enums import DecisionKind, EventKind, Stage
from schemas.submissions import Submission
from store import migrate
from store.database import Database
from tests.browser.browsers import DESKTOP, PHONE, chromium, served, too_wide, violations
from tests.stores.cases import decision
from tests.stories import START
from tests.units.desk import Desk

pytestmark = pytest.mark.browser


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    migrate.upgrade(url)
    database = Database(url)
    made = Desk(database, public_url=None)
    made.let_in("mei", teams=("engineering",))
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    yield made
    database.close()


async def proposed(desk: Desk, text: str) -> str:
    item = {"text": text, "category": "malfunction", "priority": "high"}
    case = (await desk.gateway.submit(Submission.model_validate(item))).id
    for kind, texts in ((DecisionKind.TAKE, {}), (DecisionKind.PROPOSE, {"text": f"{text}: fix"})):
        await desk.gateway.decide(decision(case, kind, "mei", f"{kind}-{case}", texts))
    desk.clock.go_on(minutes=1)
    return case


async def signed_in(desk: Desk, browser: Browser, address: str, login: str) -> Page:
    async with desk.browser() as visitor:
        desk.seat(visitor, login)
        token = visitor.session or ""
    context = await browser.new_context(viewport=DESKTOP, locale="en-US")  # type: ignore[arg-type]
    await context.add_cookies([{"name": "huiyin", "value": token, "url": address}])
    return await context.new_page()


async def test_a_leads_morning(desk: Desk, browser: Browser) -> None:
    first, second, third = [await proposed(desk, f"100{n}") for n in range(3)]
    async with served(desk.app) as address:
        page = await signed_in(desk, browser, address, "zhang")
        keys = page.keyboard
        await page.goto(f"{address}/desk")
        await _go(page, "g t", "Settings")
        for key in ("j", "j", "Enter"):
            await keys.press(key)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Absences")
        await keys.press("n")
        await keys.type("mei")
        await page.get_by_label("First day away").fill(START.date().isoformat())
        back = (START + timedelta(days=3)).date().isoformat()
        await page.get_by_label("Back on").fill(back)
        await keys.press("Enter")
        await page.get_by_text("Noted. The deputy").wait_for()
        await _go(page, "g a", "Approvals")
        assert await violations(page) == []
        for approved in (first, second):
            await expect(page.locator("#now")).to_have_text(approved)
            await keys.press("a")
            await page.get_by_text("Approved: 1.").wait_for()
        await expect(page.locator("#now")).to_have_text(third)
        await keys.press("r")
        await keys.type("too expensive")
        for key in ("Tab", "Enter"):
            await keys.press(key)
        await page.get_by_text("Rejected: 1.").wait_for()
        await page.get_by_text("No proposal waits for you.").wait_for()
        await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert not await too_wide(page)
        await page.context.close()  # a page that listens keeps the server from stopping
    (absence,) = desk.room.absences.listed(None)
    assert (absence.login, absence.by) == ("mei", "zhang")
    views = [desk.gateway.look(case) for case in (first, second, third)]
    stages = [view.state.stage for view in views]
    assert stages == [Stage.RESOLVING, Stage.RESOLVING, Stage.PLANNING]
    rejected = views[2].events[-1]
    assert (rejected.kind, rejected.by) == (EventKind.REJECTED, "zhang")
    assert rejected.texts == {"reason": "too expensive"}


async def _go(page: Page, pressed: str, title: str) -> None:
    for key in pressed.split():
        await page.keyboard.press(key)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
