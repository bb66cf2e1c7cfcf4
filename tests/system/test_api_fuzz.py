"""The whole HTTP API, asked everything that its document allows and much that it does not.

The real application with a real record and a real Temporal. `make fuzz` asks more, and each time
something else.
"""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.openapi import from_url
from schemathesis.specs.openapi import checks

from schemas.enums import Stage
from starter.api.app import create_api
from starter.web.app import create_app
from store.requests import Requests
from store.search import Search
from tests.units.api_client import KnownKeys
from tests.workflows.house import House, house, start_embedded

pytestmark = [pytest.mark.system, pytest.mark.timeout(36_000)]

_GIVEN = os.environ.get("HUIYIN_FUZZ_EXAMPLES")
EXAMPLES = int(_GIVEN or 8)
TRYING = settings(
    max_examples=EXAMPLES,
    derandomize=_GIVEN is None,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
KEYS = ("manager", "lead", "agent", "intake")


@asynccontextmanager
async def served(made: House) -> AsyncIterator[str]:
    """The application of a house on a port of this machine; its address."""
    own = made.installation
    search, requests = Search(own.database), Requests(own.database)
    api = create_api(made.gateway, search, requests, own.attachments, own.signer, own.settings)
    app = create_app(made.gateway, own.signer, own.settings, api=api)
    app.state.identity = KnownKeys()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        running = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


async def test_nothing_breaks_and_every_answer_is_as_documented(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        await start_embedded() as env,
        house(env, tmp_path, sqlite_template, monkeypatch) as made,
        served(made) as address,
    ):
        cases = [await made.submit() for _ in range(4)]
        for case, stage in zip(
            cases, (Stage.PLANNING, Stage.CLARIFYING, Stage.RESOLVING, Stage.CLOSED), strict=True
        ):
            await made.walk(case, stage)
        answered = await asyncio.to_thread(_ask_everything, address, cases)
    assert {200, 202, 403, 404, 409, 422} <= set(answered), answered


def _ask_everything(address: str, cases: list[str]) -> Counter[int]:
    """Ask every operation; how often each status was answered."""
    schema, answered = from_url(f"{address}/api/v1/openapi.json"), Counter[int]()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        _ask(found.ok(), cases, answered)
    return answered


def _ask(operation: Any, cases: list[str], answered: Counter[int]) -> None:
    modes = list(schemathesis.GenerationMode)
    positive, negative = (operation.as_strategy(generation_mode=mode) for mode in modes)

    @TRYING
    @given(st.one_of(positive, negative), st.sampled_from(KEYS), st.sampled_from([*cases, None]))
    def ask(case: Any, key: str, real: str | None) -> None:
        if real and "case" in case.path_parameters:
            case.path_parameters["case"] = real
        headers = {"Authorization": f"Bearer {key}"}
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        answered[answer.status_code] += 1

    ask()
