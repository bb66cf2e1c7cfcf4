"""Installations for tests of the whole system."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.system.installed import Installed


@pytest.fixture
async def installed(tmp_path: Path) -> AsyncIterator[Installed]:
    """An installation that runs."""
    installation = Installed(tmp_path)
    await installation.up()
    yield installation
    installation.down()
