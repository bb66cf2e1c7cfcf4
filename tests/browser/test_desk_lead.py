"""A lead's day at the desk: approvals, an absence, and many cases handed on at once."""

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
    made.let_in("sun", teams=("support",))
    yield made
    database.close()


async def proposed(desk: Desk, text: str) -> str:
    case = await submitted(desk, text)
    for kind, texts in ((DecisionKind.TAKE, {}), (DecisionKind.PROPOSE, {"text": f"{text}: fix"})):
        await desk.gateway.decide(decision(case, kind, "mei", f"{kind}-{case}", texts))
    return case


async def submitted(desk: Desk, text: str) -> str:
    item = {"text": text, "category": "malfunction", "priority": "high"}
    desk.clock.go_on(minutes=1)
    return (await desk.gateway.submit(Submission.model_validate(item))).id


async def signed_in(desk: Desk, browser: Browser, address: str, login: str) -> Page:
    async with desk.browser() as visitor:
        desk.seat(visitor, login)
        token = visitor.session or ""
    context = await browser.new_context(viewport=DESKTOP, locale="en-US")  # type: ignore[arg-type]
    await context.add_cookies([{"name": "huiyin", "value": token, "url": address}])
    return await context.new_page()


async def test_a_leads_day(desk: Desk, browser: Browser) -> None:
    first, second, third, fourth = [await proposed(desk, f"100{n}") for n in range(4)]
    async with served(desk.app) as address:
        page = await signed_in(desk, browser, address, "zhang")
        keys = page.keyboard
        await page.goto(f"{address}/desk")
        await _go(page, "g a", "Approvals")
        assert await violations(page) == []
        await expect(page.locator("#now")).to_have_text(first)
        await keys.press("r")
        await keys.type("too expensive")
        for key in ("Tab", "Enter"):
            await keys.press(key)
        await page.get_by_text("Rejected: 1.").wait_for()
        for key in ("j", "x", "j", "x", "A"):
            await keys.press(key)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Approve 2 proposals")
        assert await violations(page) == []
        await keys.press("y")
        await page.get_by_text("Approved: 2.").wait_for()
        await expect(page.locator("#now")).to_have_text(fourth)
        await _away_tomorrow(page)
        await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        await _go(page, "g a", "Approvals")
        assert not await too_wide(page)
        await page.context.close()  # a page that listens keeps the server from stopping
        desk.clock.go_on(days=1)
        await _deputy_approves(await signed_in(desk, browser, address, "sun"), address, fourth)
    (absence,) = desk.room.absences.listed(None)
    assert (absence.login, absence.deputy, absence.by) == ("zhang", "sun", "zhang")
    views = [desk.gateway.look(case) for case in (first, second, third, fourth)]
    assert [view.state.stage for view in views] == [Stage.PLANNING, *[Stage.RESOLVING] * 3]
    rejected = views[0].events[-1]
    assert (rejected.kind, rejected.by) == (EventKind.REJECTED, "zhang")
    assert rejected.texts == {"reason": "too expensive"}
    assert next(e.by for e in views[3].events if e.kind == EventKind.APPROVED) == "sun"


async def _away_tomorrow(page: Page) -> None:
    keys = page.keyboard
    await _go(page, "g t", "Settings")
    for key in ("j", "j", "Enter"):
        await keys.press(key)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Absences")
    await page.get_by_label("First day away").fill((START + timedelta(days=1)).date().isoformat())
    await page.get_by_label("Back on").fill((START + timedelta(days=3)).date().isoformat())
    await page.get_by_label("Deputy").select_option("sun")
    await page.get_by_label("Back on").focus()
    await keys.press("Enter")
    await page.get_by_text("Noted. The deputy").wait_for()


async def _deputy_approves(page: Page, address: str, case: str) -> None:
    """By mouse."""
    await page.goto(f"{address}/desk/approvals")
    await expect(page.locator("#now")).to_have_text(case)
    await page.get_by_text("you stand in for zhang").first.wait_for()
    await page.locator("button[name=answer][value=approve].main").click()
    await page.get_by_text("Approved: 1.").wait_for()
    await page.context.close()


async def test_a_lead_hands_many_cases_on(desk: Desk, browser: Browser) -> None:
    ids = [await submitted(desk, text) for text in ("电池鼓包", "电池发热", "屏幕碎了")]
    async with served(desk.app) as address:
        page = await signed_in(desk, browser, address, "zhang")
        keys = page.keyboard
        await page.goto(f"{address}/desk/board")
        await _save_a_view(page)
        await _go(page, "g s", "Search")
        await keys.press("/")
        await keys.type("prio")  # completed: the name, then what it can be
        for key in ("ArrowDown", "Enter", "ArrowDown", "Enter"):
            await keys.press(key)
        assert await page.input_value("#q") == "priority:high "
        await keys.type("电池")
        await keys.press("Enter")
        await expect(page.locator("mark")).to_have_count(2)
        ids.append(await submitted(desk, "电池漏液"))  # found without asking again
        await expect(page.locator("mark")).to_have_count(3)
        await _language(page, "中文")
        await expect(page.locator("mark")).to_have_count(3)
        await _language(page, "English")
        await _hand_over(page)
        await page.context.close()
    owners = {desk.gateway.look(each).state.owner for each in (ids[0], ids[3])}
    assert owners == {"mei"}
    assert [desk.gateway.look(each).state.owner for each in ids[1:3]] == [None, None]
    (view,) = desk.room.views.of("zhang")
    assert (view.name, view.query) == ("急", "priority=high&owner=-")


async def _save_a_view(page: Page) -> None:
    keys = page.keyboard
    await keys.press("f")
    await page.get_by_label("priority").select_option("high")
    await page.get_by_label("owner").select_option("-")
    await page.get_by_label("owner").focus()
    await page.get_by_role("button", name="Filter", exact=True).press("Enter")
    await page.wait_for_url("**owner=-**")
    await page.get_by_text("Manage views").press("Enter")
    await page.get_by_label("Name of the view").fill("急")
    await keys.press("Enter")
    await expect(page.get_by_role("link", name="急", exact=True)).to_have_attribute(
        "aria-current", "true"
    )


async def _language(page: Page, name: str) -> None:
    """By the palette."""
    await page.keyboard.press("Control+k")
    await page.keyboard.type(name)
    await page.keyboard.press("Enter")
    await page.get_by_text({"中文": "找到", "English": "found"}[name]).first.wait_for()


async def _hand_over(page: Page) -> None:
    """Three are looked at; the second is left out."""
    keys = page.keyboard
    for key in ("j", "x", "j", "x", "j", "x", "b"):
        await keys.press(key)
    await page.locator("#decision").select_option("assign")
    await page.get_by_role("button", name="Preview for the selected").press("Enter")
    await expect(page.get_by_text("nobody's now")).to_have_count(3)
    assert await violations(page) == []
    await page.get_by_role("checkbox", name="select case").nth(1).press("Space")
    await page.get_by_label("to", exact=True).select_option("mei")
    await page.get_by_label("to", exact=True).focus()
    await keys.press("Tab")
    await expect(page.locator("button.main")).to_have_text("Do it: assign (2)")
    await keys.press("Enter")
    await page.get_by_text("2 done").wait_for()


async def _go(page: Page, pressed: str, title: str) -> None:
    for key in pressed.split():
        await page.keyboard.press(key)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
