"""Whether a part answers, asked as its users would."""

import asyncio

from schemas.settings import Settings
from starter.up.ports import LOCAL

_POLL_SECONDS = 0.05
_ANSWER_SECONDS = 5.0
# Where a server is reached that listens on every address.
_REACHED_AT = {"0.0.0.0": LOCAL, "::": "::1"}  # noqa: S104 - compared, not listened on


async def web_answers(settings: Settings) -> None:
    """Wait until the web process says it is healthy."""
    host = _REACHED_AT.get(settings.web_host, settings.web_host)
    request = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    await _until(host, settings.web_port, request, b"HTTP/1.1 200")


async def smtp_answers(port: int) -> None:
    """Wait until the mail server on that port greets."""
    await _until(LOCAL, port, b"", b"220")


async def _until(host: str, port: int, request: bytes, answer: bytes) -> None:
    while not (await _first_line(host, port, request)).startswith(answer):  # noqa: ASYNC110 - another process, no event
        await asyncio.sleep(_POLL_SECONDS)


async def _first_line(host: str, port: int, request: bytes) -> bytes:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request)
                return await reader.readline()
            finally:
                writer.close()
    except OSError:  # TimeoutError is one
        return b""
