"""The stand: embedded Temporal server, mail catcher and worker as processes of their own."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from engine import embedded
from schemas.settings import Settings
from store.migrate import upgrade


@contextmanager
def stand() -> Iterator[Settings]:
    """A running installation in a directory that is removed afterwards."""
    with TemporaryDirectory(prefix="huiyin-bench-") as folder:
        settings = _settings(Path(folder))
        upgrade(settings.record_url)
        parts: list[subprocess.Popen[bytes]] = []
        try:
            parts.append(start(embedded.command(settings), folder))
            parts.append(start([sys.executable, "-m", "starter.main", "catcher"], folder))
            parts.append(start([sys.executable, "-m", "benchmarks.host"], folder))
            yield settings
        finally:
            for part in reversed(parts):
                part.kill()
                part.wait()


def _settings(folder: Path) -> Settings:
    ports = {name: free_port() for name in ("web", "temporal", "temporal_ui", "smtp", "mail_ui")}
    values = {
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_hex(24),
        "MAIL_REPLY_TO": "people@localhost.example",
        "SWEEP_SECONDS": "60",
        **{f"{name.upper()}_PORT": str(port) for name, port in ports.items()},
    }
    os.environ.update({f"HUIYIN_{name}": value for name, value in values.items()})
    os.environ["TEMPORAL_ADDRESS"] = f"127.0.0.1:{ports['temporal']}"
    return Settings()


def start(argv: list[str], folder: str) -> subprocess.Popen[bytes]:
    with Path(folder, "bench.log").open("ab") as log:
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
