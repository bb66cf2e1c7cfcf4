"""The public pages as people meet them: on a phone and on a desk, in Chinese and in English."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response
from playwright.async_api import Browser

from schemas.enums import Locale
from starter.web.portal.words import WORDS
from tests.browser.browsers import (
    DESKTOP,
    PHONE,
    chromium,
    served,
    too_wide,
    violations,
    without_scripts,
)
from tests.units.portal_house import SECRET, Portal
from tests.units.portal_walk import pages

pytestmark = pytest.mark.browser
SIZES = {"phone": PHONE, "desktop": DESKTOP}
FILE: Any = {"name": "1008.txt", "mimeType": "text/plain", "buffer": b"1009"}
EXAMPLE = Path(__file__).parents[2] / "docs/examples/widget.html"


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


@pytest.mark.parametrize("locale", Locale)
async def test_every_page_can_be_used_by_everybody(
    portal: Portal, browser: Browser, locale: Locale
) -> None:
    async with portal.visited() as client:
        links = await pages(portal, client, locale)
    found: dict[str, Any] = {}
    async with served(portal.app) as address:
        for size, viewport in SIZES.items():
            page = await browser.new_page(viewport=viewport)  # type: ignore[arg-type]
            for name, link in links.items():
                await page.goto(address + link)
                if wrong := await violations(page):
                    found[f"{name}, {size}"] = wrong
                if await too_wide(page):
                    found[f"{name}, {size}"] = "too wide"
            await page.close()
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_colours_can_be_told_apart_by_day_and_by_night(
    portal: Portal, browser: Browser, scheme: Any
) -> None:
    async with portal.visited() as client:
        links = await pages(portal, client, Locale.EN)
    async with served(portal.app) as address:
        page = await browser.new_page(color_scheme=scheme)
        for name in ("home", "form", "sent", "board", "case rated low", "case doubtful"):
            await page.goto(address + links[name])
            assert await violations(page) == [], name


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("size", SIZES)
async def test_feedback_is_sent_and_followed_without_javascript(
    portal: Portal, browser: Browser, size: str, locale: Locale
) -> None:
    words = WORDS[locale]
    async with served(portal.app) as address:
        page = await (await without_scripts(browser, SIZES[size])).new_page()
        await page.goto(f"{address}/?lang={locale}")
        await page.get_by_role("link", name=words["portal_send"]).nth(1).click()
        await page.get_by_label(words["form_text"]).fill("1001")
        await page.get_by_label(words["form_category"]).select_option("malfunction")
        await page.get_by_label(words["form_contact"]).fill("1003@1004")
        await page.get_by_label(words["files"]).set_input_files([FILE])
        await page.get_by_role("button", name=words["form_send"]).click()
        await page.get_by_text(words["files_again"]).wait_for()
        await page.get_by_label(words["form_contact"]).fill("1003@1004.example")
        await page.get_by_label(words["files"]).set_input_files([FILE])
        await page.get_by_role("button", name=words["form_send"]).click()
        await page.get_by_role("heading", name=words["sent_title"]).wait_for()
        await page.get_by_role("link", name=words["sent_link"]).click()
        await page.get_by_text(words["state_received"]).wait_for()
        async with page.expect_download() as download:
            await page.get_by_role("link", name=FILE["name"]).click()
        assert (await (await download.value).path()).read_bytes() == FILE["buffer"]
    (case,) = portal.cases()
    assert (case.text, case.contact, case.state.category) == (
        "1001",
        "1003@1004.example",
        "malfunction",
    )


async def test_the_keyboard_is_enough(portal: Portal, browser: Browser) -> None:
    async with served(portal.app) as address:
        page = await browser.new_page()
        await page.goto(f"{address}/feedback?lang=en")
        await page.get_by_label(WORDS[Locale.EN]["form_text"]).focus()
        await page.keyboard.type("1001")
        for _ in range(5):  # files, category, address, name, and past the trap to the button
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", name=WORDS[Locale.EN]["sent_title"]).wait_for()
    assert [case.text for case in portal.cases()] == ["1001"]


async def test_me_too_counts_once(portal: Portal, browser: Browser) -> None:
    async with portal.visited() as client:
        await pages(portal, client, Locale.EN)
    words = WORDS[Locale.EN]
    async with served(portal.app) as address:
        page = await (await without_scripts(browser, PHONE)).new_page()
        await page.goto(f"{address}/board?lang=en")
        first = page.get_by_role("article").first
        await first.get_by_role("button", name=words["vote"]).click()
        await page.get_by_text(words["voted"]).wait_for()
        assert await first.get_by_role("button").count() == 0
        assert words["votes"].format(n=1) in await first.inner_text()


# ── The widget ───────────────────────────────────────────────────────────────────────────────────


def shop(address: str) -> FastAPI:
    """Another site, with the example page as it is in the documents."""
    text = EXAMPLE.read_text(encoding="utf-8")
    signature = hmac.new(SECRET.encode(), b"42", hashlib.sha256).hexdigest()
    text = text.replace("https://feedback.example.com", address)
    text = text.replace("SIGNATURE", signature)
    app = FastAPI()

    def shown() -> Response:
        return Response(text, media_type="text/html")

    app.add_api_route("/shop", shown)
    return app


@pytest.mark.parametrize("size", SIZES)
async def test_the_widget_sends_from_another_site(
    tmp_path: Path, browser: Browser, size: str
) -> None:
    words, origins = WORDS[Locale.EN], ("http://localhost:*",)
    portal = Portal(tmp_path, origins=origins)
    async with served(portal.app) as address, served(shop(address)) as other:
        page = await browser.new_page(viewport=SIZES[size])  # type: ignore[arg-type]
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        here = other.replace("127.0.0.1", "localhost") + "/shop"
        await page.goto(here)
        assert await violations(page) == []
        await page.get_by_role("button", name="Feedback").click()
        frame = page.frame_locator("iframe")
        await frame.get_by_label(words["form_text"]).fill("1001")
        assert await violations(page) == []
        await frame.get_by_role("button", name=words["form_send"]).click()
        await frame.get_by_role("heading", name=words["sent_title"]).wait_for()
        assert await frame.get_by_role("link").get_attribute("target") == "_blank"
        await page.get_by_role("button", name="Close").click()
        focused = await page.evaluate("document.activeElement.textContent")
    (case,) = portal.cases()
    assert case.events[0].texts == {"user": "42", "page": here}
    assert case.state.channel == "in_app"
    assert focused == "Feedback"
    assert [said for said in troubles if "favicon" not in said and "404" not in said] == []


async def test_a_site_that_is_not_named_cannot_show_the_form(
    tmp_path: Path, browser: Browser
) -> None:
    portal = Portal(tmp_path, origins=("https://shop.example",))
    async with served(portal.app) as address, served(shop(address)) as other:
        page = await browser.new_page()
        await page.goto(other.replace("127.0.0.1", "localhost") + "/shop")
        async with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            await page.get_by_role("button", name="Feedback").click()
        assert await page.frame_locator("iframe").get_by_role("textbox").count() == 0
