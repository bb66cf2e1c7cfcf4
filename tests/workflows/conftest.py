"""Houses to test in: one with a clock that can be turned, and one on Temporal's own server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.workflows.house import House, house, start_embedded, start_time_skipping

MakeHouse = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """Of each test: the clock of this server is one for all its workflows."""
    async with await start_time_skipping() as env:
        yield env


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's own server."""
    async with await start_embedded() as env:
        yield env


@pytest.fixture
def policy_text(request: pytest.FixtureRequest) -> str | None:
    """The policy of the house; the shipped one unless a test is marked otherwise."""
    given: str | None = getattr(request, "param", None)
    return given


@pytest.fixture
async def skipping(
    time_skipping: WorkflowEnvironment,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    policy_text: str | None,
) -> AsyncIterator[House]:
    """A house where time passes as a test says."""
    async with house(time_skipping, tmp_path, sqlite_template, monkeypatch, policy_text) as made:
        yield made


@pytest.fixture
async def embedded(
    server: WorkflowEnvironment,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    policy_text: str | None,
) -> AsyncIterator[House]:
    """A house on Temporal's own server."""
    async with house(server, tmp_path, sqlite_template, monkeypatch, policy_text) as made:
        yield made
