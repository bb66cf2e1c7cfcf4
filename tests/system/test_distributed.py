"""The production arrangement, natively: every part by itself, PostgreSQL for the record."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.error import URLError

import pytest
from sqlalchemy import make_url

from engine import embedded
from schemas.settings import Settings
from starter.up.ports import free_port
from tests.system.browsing import fetch
from tests.system.installed import Installed, first_link
from tests.waiting import until

pytestmark = pytest.mark.system


class Distributed(Installed):
    """Parts that know of each other only by their settings."""

    def __init__(self, folder: Path, record: str) -> None:
        temporal = Settings(
            data_dir=folder, temporal_port=free_port(), temporal_ui_port=free_port()
        )
        super().__init__(
            folder,
            HUIYIN_DATABASE_URL=record,
            HUIYIN_SECRET_KEY=f"{secrets.token_hex(24)},{secrets.token_hex(24)}",
            HUIYIN_MAIL_FROM="Care <care@example.com>",
            TEMPORAL_ADDRESS=f"127.0.0.1:{temporal.temporal_port}",
            TEMPORAL_NAMESPACE="default",
        )
        self.data_dir.mkdir()
        self.temporal = temporal
        self.parts: list[subprocess.Popen[bytes]] = []

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a part."""
        return self._begin([sys.executable, "-m", "starter.main", *words])

    def begin_temporal(self) -> None:
        self._begin(embedded.command(self.temporal))

    def end(self) -> None:
        for part in reversed(self.parts):
            part.send_signal(signal.SIGTERM)
        for part in self.parts:
            part.wait(30)

    def _begin(self, argv: list[str]) -> subprocess.Popen[bytes]:
        with self.output.open("ab") as output:
            part = subprocess.Popen(argv, env=self.environment, stdout=output, stderr=output)
        self.parts.append(part)
        return part


@pytest.fixture
async def parts(tmp_path: Path, postgres_url: str) -> AsyncIterator[Distributed]:
    name = f"production_{os.getpid()}"
    _tell(postgres_url, f"CREATE DATABASE {name}")
    record = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    distributed = Distributed(tmp_path, record)
    yield distributed
    distributed.end()
    _tell(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_case_goes_round_with_every_part_by_itself(parts: Distributed) -> None:
    refused = parts.run("list")
    assert refused.returncode == 5
    assert "huiyin upgrade" in refused.stderr
    assert parts.run("upgrade").returncode == 0
    parts.begin_temporal()
    parts.begin("catcher")
    workers = [parts.begin("worker"), parts.begin("worker")]
    web = parts.begin("web")
    await until(lambda: _healthy(parts), 60)

    words = ("--text", "app crashes", "--contact", "c@example.com", "--priority", "low")
    case = parts.answer("submit", *words)["id"]
    await until(lambda: parts.show(case)["stage"] == "planning", 60)
    await parts.carried("propose", case, "--text", "x", "--by", "li")
    await parts.carried("resolve", case, "--summary", "y", "--by", "li")
    mail = (await until(lambda: parts.mails_to("c@example.com", "solution"), 60))[0]
    assert "care@example.com" in str(mail["From"])
    assert "<form" in fetch(first_link(mail))
    await parts.carried("confirm", case, "--solved", "--rating", "5", "--by", "li")
    assert parts.show(case)["outcome"] == "confirmed"

    for part in (*workers, web):
        part.send_signal(signal.SIGTERM)
    assert [part.wait(40) for part in (*workers, web)] == [0, 0, 0]


def _healthy(parts: Distributed) -> bool:
    port = parts.environment["HUIYIN_WEB_PORT"]
    try:
        return "ok" in fetch(f"http://127.0.0.1:{port}/healthz")
    except (URLError, ConnectionError):
        return False


def _tell(server: str, command: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command.encode())
