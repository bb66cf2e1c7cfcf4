"""The web process as a whole: what every answer tells browsers, and what the log is told."""

import asyncio
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from schemas.settings import Settings
from starter import web_server
from worker.installation import Installation

WROTE = "wang.xiaoming@example.com"
SAFE = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000",
}
HOME = "https://feedback.example"


@contextmanager
def visited(template: Path, folder: Path, **settings: str) -> Iterator[TestClient]:
    """Somebody at the whole application, by https."""
    shutil.copy(template, folder / "record.sqlite3")
    given = {"data_dir": folder, "public_url": HOME, "secret_key": "k" * 40, **settings}
    installation = Installation(Settings.model_validate(given))
    app = web_server.application(installation)
    yield TestClient(app, HOME, raise_server_exceptions=False, follow_redirects=False)
    installation.database.close()


@pytest.fixture(scope="module")
def browser(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    with visited(sqlite_template, tmp_path_factory.mktemp("data")) as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/feedback", 200),
        ("POST", "/feedback", 200),
        ("GET", "/mine", 200),
        ("GET", "/board", 200),
        ("GET", "/login", 200),
        ("GET", "/desk", 303),
        ("POST", "/login", 403),
        ("GET", "/c/none", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
        ("GET", "/healthz", 200),
        ("GET", "/files/none", 401),
        ("GET", "/metrics", 401),
        ("GET", "/api/v1/openapi.json", 200),
        ("GET", "/api/v1/nowhere", 404),
        ("GET", "/api/v1/feedback", 401),
    ],
)
def test_every_answer_keeps_browsers_careful(
    browser: TestClient, method: str, path: str, status: int
) -> None:
    check(browser.request(method, path), status)


def test_who_is_turned_away_too(sqlite_template: Path, tmp_path: Path) -> None:
    with visited(sqlite_template, tmp_path, limit_address="1/minute") as client:
        for status in (200, 429):
            check(client.get("/api/v1/problems"), status)


def check(answer: Any, status: int) -> None:
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SAFE} == SAFE
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("path", ["/", "/login", "/desk", "/feedback", "/api/v1/problems", "/mine"])
def test_who_asks_does_not_say_where_we_are(browser: TestClient, path: str) -> None:
    """Neither a page nor a redirect says a name that came with the request."""
    given = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil"}
    answer = browser.get(
        path, headers={**given, "X-Forwarded-For": "evil", "X-Original-URL": "evil"}
    )
    assert "evil" not in answer.text + str(answer.headers)


def test_cookies_are_for_this_host_and_no_script(browser: TestClient) -> None:
    cookie = TestClient(browser.app, HOME).get("/login").headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(re.split("; ", cookie))


async def test_an_error_in_the_log_quotes_nobody(caplog: pytest.LogCaptureFixture) -> None:
    app = FastAPI()

    @app.get("/")
    async def fails() -> None:
        raise ValueError(WROTE)

    server = web_server._Server(uvicorn.Config(app, log_config=None), lambda: None)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve([listening]))
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        server.should_exit = True
        await serving
    assert answer.status_code == 500
    assert "ValueError in a request" in caplog.text
    assert "in fails" in caplog.text
    assert WROTE not in caplog.text
