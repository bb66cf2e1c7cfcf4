"""Every page of operations and of the settings, as it looks: for everybody, on every screen."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from schemas.access import AccessRole
from schemas.enums import Template
from schemas.submissions import Submission
from schemas.webhooks import NewWebhook
from store import migrate, policies
from store.database import Database
from store.trials import Asked
from store.workers import Workers
from tests.browser.browsers import DESKTOP, chromium, served, too_wide, violations
from tests.stories import POLICY_TEXT, START
from tests.units.desk import Browser as Visitor
from tests.units.desk import Desk

pytestmark = pytest.mark.browser

_THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE = {"width": 390, "height": 844}
OPERATIONS, SETTINGS = "/desk/operations", "/desk/settings"
POLICY, LETTERS = f"{SETTINGS}/policy", f"{SETTINGS}/letters"
ROOMS = ("people", "teams", "absences", "keys", "channels", "webhooks", "policy", "letters")
WRONG = POLICY_TEXT.replace('fallback_category = "other"', 'fallback_category = "nothing"')
OTHER = POLICY_TEXT.replace('\nwindow = "14 days"', '\nwindow = "28 days"')
CHANGED = POLICY_TEXT.replace('\nwindow = "14 days"', '\nwindow = "21 days"')

_BESIDE = """() => {
  const field = document.getElementById("text"), rows = field.value.split("\\n").length;
  const last = document.getElementById(`line-${rows}`).getBoundingClientRect();
  const { paddingTop, lineHeight } = getComputedStyle(field);
  const top = field.getBoundingClientRect().top + parseFloat(paddingTop);
  const line = top + (rows - 1) * parseFloat(lineHeight);
  return Math.abs(last.top - line);
}"""
"""How far the number of the last line is from it, in pixels."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    migrate.upgrade(url)
    database = Database(url)
    made = Desk(database, public_url=None, data_dir=tmp_path, database_url=url, temporal_port=1)
    made.let_in("root", AccessRole.ADMINISTRATOR, ())
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    with database.writing() as session:
        policies.apply(session, POLICY_TEXT, "chen", "the first")
        policies.apply(session, CHANGED, "chen", "more time")
    yield made
    database.close()


async def furnished(desk: Desk) -> list[str]:
    """Something on every page; their paths."""
    item = {"text": "闪退", "category": "malfunction", "contact": "a@b.example"}
    case = (await desk.gateway.submit(Submission.model_validate(item))).id
    Workers(desk.database).beat("1@here", "0001", START)
    new = {"name": "crm", "url": "https://crm.example/hear", "events": []}
    desk.room.hooks.register.add(NewWebhook.model_validate(new), "root", START)
    trials = desk.room.policies.trials
    running = trials.begin(Asked(CHANGED, None, START, START), "root", 4, START)
    versions = [each.version for each in desk.room.policies.every()]
    desk.clock.go_on(minutes=10)
    return [
        *(OPERATIONS, f"{OPERATIONS}/doctor", f"{OPERATIONS}/audit"),
        *(f"{OPERATIONS}/cases/{case}", f"{OPERATIONS}/cases/{case}/history"),
        *(SETTINGS, *(f"{SETTINGS}/{room}" for room in ROOMS)),
        *(f"{POLICY}?as=text", f"{POLICY}/versions", f"{POLICY}/edit"),
        f"{POLICY}/compare?from={versions[1]}&to={versions[0]}",
        *(f"{POLICY}/trials/{running}", f"{LETTERS}/{Template.QUESTION}"),
    ]


async def test_every_page_can_be_used_by_everybody(desk: Desk) -> None:
    paths = await furnished(desk)
    async with served(desk.app) as address, chromium() as browser, desk.browser() as visitor:
        page = await _signed_in(desk, visitor, browser, address)
        found: dict[str, list[str]] = {}
        for path in paths:
            await page.goto(f"{address}{path}")
            found[path] = await _faults(page)
        await page.context.close()
    assert {path: faults for path, faults in found.items() if faults} == {}


async def test_a_change_of_the_policy_from_its_first_mistake_to_the_conflict(desk: Desk) -> None:
    async with served(desk.app) as address, chromium() as browser, desk.browser() as visitor:
        page = await _signed_in(desk, visitor, browser, address)
        await page.goto(f"{address}{POLICY}/edit")
        await page.get_by_label("The policy as text (TOML)").fill(WRONG)
        await expect(page.locator("#findings-sum")).to_contain_text("Errors: 1")
        assert await _faults(page) == []
        await page.get_by_label("The policy as text (TOML)").fill(OTHER)
        await expect(page.locator("#findings-sum")).not_to_contain_text("Errors: 1")
        assert await page.evaluate(_BESIDE) < 1, "each number stands beside its line"
        await page.get_by_text("Go on: see what would change").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Put it in force?")
        assert await _faults(page) == []
        with desk.database.writing() as session:
            policies.apply(session, POLICY_TEXT, "zhang", "meanwhile")
        await page.get_by_label("Why this change").fill("customers asked for it")
        await page.get_by_role("button", name="Put it in force").click()
        await expect(page.get_by_role("alert")).to_contain_text("zhang applied")
        assert await _faults(page) == []
        await page.get_by_text("I have seen theirs").click()
        await page.get_by_text("Go on: see what would change").click()
        await page.get_by_label("Why this change").fill("customers asked for it")
        await page.get_by_role("button", name="Put it in force").click()
        await expect(page.get_by_role("status").first).to_contain_text("is in force")
        await page.context.close()
    assert desk.room.policies.in_force().text == OTHER


async def test_a_letter_is_seen_while_it_is_worded(desk: Desk) -> None:
    async with served(desk.app) as address, chromium() as browser, desk.browser() as visitor:
        page = await _signed_in(desk, visitor, browser, address)
        await page.goto(f"{address}{LETTERS}/{Template.QUESTION}")
        english = page.get_by_role("region", name="English")
        preview = page.frame_locator("iframe[name=preview-en]")
        await english.get_by_label("Text").fill("Dear {name},\n{question}")
        await expect(preview.get_by_text("has no link")).to_be_visible()
        await english.get_by_label("Text").fill("Dear {name},\n{question}\n\n{link}")
        await expect(preview.locator("pre")).to_contain_text("Dear Jane Doe")
        assert await _faults(page) == []
        await page.context.close()


async def _signed_in(desk: Desk, visitor: Visitor, browser: Browser, address: str) -> Page:
    desk.seat(visitor, "root")
    context = await browser.new_context(viewport=DESKTOP, locale="en-US")  # type: ignore[arg-type]
    await context.add_cookies([{"name": "huiyin", "value": visitor.session or "", "url": address}])
    return await context.new_page()


async def _faults(page: Page) -> list[str]:
    """What keeps somebody from using it, in the light, in the dark, and on a phone."""
    faults: list[str] = []
    for theme in _THEMES:
        await page.emulate_media(color_scheme=theme)
        faults += [f"{theme}: {each}" for each in await violations(page)]
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    faults += ["too wide"] if await too_wide(page) else []
    await page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    return faults
