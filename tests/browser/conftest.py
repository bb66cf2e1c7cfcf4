"""What walks through whole days share: one browser, and one installation that really runs."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.browsers import chromium
from tests.system.installed import Installed


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
async def up(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installed]:
    """`huiyin up`: Temporal, worker, web and mail catcher."""
    installation = Installed(tmp_path_factory.mktemp("up"))
    await installation.up()
    yield installation
    installation.down()
