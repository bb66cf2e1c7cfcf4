"""A language model's endpoint on this machine: it keeps what it is sent, and answers as told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from pydantic import SecretStr

from activities.consult import Adviser
from activities.language_model import Endpoint, Form

KEY = "sk-secret"
LABELS: dict[str, Any] = {
    "category": "usage_question",
    "subcategory": "howto",
    "module": None,
    "priority": "low",
    "sentiment": "neutral",
    "spam": False,
    "words": ["总是闪退"],
}


class Model:
    """Says `content` with `status`; while `silent`, it says nothing until the end."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.received: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.content = json.dumps(LABELS)
        self.body: bytes | None = None
        self.status = 200
        self.silent = False
        self.over = Event()

    def adviser(self, daily: int = 100, form: Form = Form.JSON_SCHEMA) -> Adviser:
        return Adviser(Endpoint(self.url, "tiny", SecretStr(KEY), form), daily)

    def answer(self) -> bytes:
        said = {"choices": [{"message": {"role": "assistant", "content": self.content}}]}
        return json.dumps(said).encode() if self.body is None else self.body

    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.received]


@contextmanager
def language_model() -> Iterator[Model]:
    """It listens until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.received.append(self.rfile.read(int(self.headers["content-length"])))
            model.headers.append({key.lower(): value for key, value in self.headers.items()})
            if model.silent:
                model.over.wait(60)
                return
            self._say(model.status, model.answer())

        def do_GET(self) -> None:
            self._say(model.status, b"{}")

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.send_header("location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    model = Model(server.server_port)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        thread.join(10)
        server.server_close()
