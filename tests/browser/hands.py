"""Two ways to do what can be done with a case: by keyboard alone, and by mouse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.browsers import DESKTOP
from tests.system.installed import Installed

PASSWORD = "correct horse battery"
_PATIENCE = 30_000
"""Milliseconds that a busy machine may take to carry out what is recorded."""


class Hand(Protocol):
    """One way to work. Fields are filled in by their names; a choice is named as it is shown."""

    async def does(self, page: Page, name: str, **fields: str) -> None: ...


class Keyboard:
    """Keys alone."""

    async def does(self, page: Page, name: str, **fields: str) -> None:
        place = page.locator(f"#do-{name}")
        key = await place.locator("[data-key]").get_attribute("data-key") or ""
        if await place.evaluate("each => each.matches('form')"):
            async with sending(page):
                await page.keyboard.press(key)
            return
        for part in key.split():
            await page.keyboard.press(part)
        await expect(place.locator("form :focus")).to_have_count(1)
        for field, value in fields.items():
            await self._fill(page, field, value)
        async with sending(page):
            await page.keyboard.press("Control+Enter")

    async def _fill(self, page: Page, field: str, value: str) -> None:
        held = page.locator(":focus")
        while await held.get_attribute("name") != field:
            await page.keyboard.press("Tab")
        if await held.get_attribute("type") != "radio":
            await page.keyboard.press("Control+A")  # what is suggested there is replaced
            await page.keyboard.type(value)
            return
        await page.keyboard.press("Space")
        while value != (await held.locator("..").inner_text()).strip():
            await page.keyboard.press("ArrowDown")


class Mouse:
    """Clicks; words are typed where the last one went."""

    async def does(self, page: Page, name: str, **fields: str) -> None:
        place = page.locator(f"#do-{name}")
        if await place.evaluate("each => each.matches('form')"):
            async with sending(page):
                await place.locator("button").click()
            return
        await place.locator("summary").click()
        for field, value in fields.items():
            await self._fill(page, place.locator(f"[name={field}]"), value)
        async with sending(page):
            await place.locator("button.main").click()

    async def _fill(self, page: Page, field: Locator, value: str) -> None:
        kind = await field.first.evaluate("each => each.type")
        if kind == "radio":
            await page.get_by_label(value, exact=True).click()
        elif kind.startswith("select"):
            await field.select_option(label=value)
        else:
            await field.click(click_count=3)
            await page.keyboard.type(value)


HANDS: dict[str, Hand] = {"keyboard": Keyboard(), "mouse": Mouse()}


@asynccontextmanager
async def sending(page: Page) -> AsyncIterator[None]:
    """What is sent within is carried out, at once or a little later."""
    async with page.expect_navigation():
        yield
    assert await page.locator("#trouble").all_inner_texts() == []
    await expect(page.locator("#pending")).to_have_count(0, timeout=_PATIENCE)


@asynccontextmanager
async def arrived(browser: Browser, up: Installed, link: str, login: str) -> AsyncIterator[Page]:
    """Somebody who was given a link sets a password by it, signs in, and is at his or her work."""
    address = f"http://127.0.0.1:{up.settings().web_port}"
    how: dict[str, Any] = {"viewport": DESKTOP, "locale": "en-GB", "base_url": address}
    context = await browser.new_context(**how)
    page = await context.new_page()
    await page.goto(link)
    for name in ("new", "again"):
        await page.fill(f"[name={name}]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.fill("[name=name]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk")
    try:
        yield page
    finally:
        await context.close()
