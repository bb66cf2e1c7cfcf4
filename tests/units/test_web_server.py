"""The server of the web process: what it writes into its log."""

import asyncio
import socket

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from starter import web_server

WROTE = "wang.xiaoming@example.com"


async def test_an_error_in_the_log_quotes_nobody(caplog: pytest.LogCaptureFixture) -> None:
    app = FastAPI()

    @app.get("/")
    async def fails() -> None:
        raise ValueError(WROTE)

    server = web_server._Server(uvicorn.Config(app, log_config=None))
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
