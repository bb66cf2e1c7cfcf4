"""A real Chromium before a real web server on loopback."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# What axe knows of WCAG 2.2 AA, and of good practice besides.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def program() -> str:
    """The system's Chromium; without one the test says so and is skipped."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine")
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=program(), args=arguments)
        yield browser
        await browser.close()


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """An application on a free port of loopback; its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await server.ready.wait()
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        if desk := getattr(app.state, "desk", None):
            desk.close()  # or open pages would be waited for
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving


async def violations(page: Page) -> list[str]:
    """What of WCAG 2.2 AA a page breaks."""
    options = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
    found = await Axe().run(page, options=options)
    return [
        f"{each['id']}: {node['html']}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


async def too_wide(page: Page) -> bool:
    """Whether a page has to be moved sideways to be read."""
    script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return bool(await page.evaluate(script))


async def without_scripts(browser: Browser, size: dict[str, int]) -> BrowserContext:
    """Somebody whose browser runs no JavaScript."""
    return await browser.new_context(viewport=size, java_script_enabled=False)  # type: ignore[arg-type]
