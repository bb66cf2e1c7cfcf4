"""The examples in the guide to the API do what it says, in both languages."""

import asyncio
import json
import os
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from schemas.access import AccessRole
from starter.api.bodies import BODIES
from starter.api.guard import MOST_BYTES
from tests.units.api_client import Api, calling

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "api.md", DOCS / "zh" / "api.md"]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
EXAMPLES = {page: BLOCK.findall(page.read_text(encoding="utf-8")) for page in PAGES}
# A program that says how it ended: an example that is answered with a mistake fails.
CURL = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n'


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path) as made:
        yield made


@pytest.fixture
async def address(api: Api) -> AsyncIterator[str]:
    """The API on a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(api.app, log_config=None, lifespan="off"))
        running = asyncio.create_task(server.serve([listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1"
        server.should_exit = True
        await running


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
async def test_every_example_works(page: Path, api: Api, address: str, tmp_path: Path) -> None:
    case = await api.submit()
    given = {**os.environ, "API": address, "KEY": "manager", "CASE": case, "no_proxy": "*"}
    assert len(EXAMPLES[page]) == 10
    for example in EXAMPLES[page]:
        done = await asyncio.create_subprocess_exec(
            *("bash", "-euc", CURL + example), env=given, cwd=tmp_path, stdout=-1, stderr=-1
        )
        said, complaint = await done.communicate()
        assert done.returncode == 0, (example, said, complaint)
        assert json.loads(said)


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_every_decision_role_and_limit_is_named(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert {kind.value for kind in BODIES} <= set(re.findall(r"[a-z]+", text))
    assert f"{MOST_BYTES // 1024} KB" in text
    assert set(AccessRole) <= set(re.findall(r"\w+", text))
