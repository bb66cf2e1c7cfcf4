"""What `huiyin up` decides without starting anything."""

import logging
import os
import socket
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import embedded
from schemas.enums import Locale
from schemas.errors import Misconfigured
from schemas.settings import Settings
from starter.up import run
from starter.up.child import next_pause
from starter.up.first_try import first_try
from starter.up.ports import check_ports, free_port
from starter.up.words import spoken
from store import migrate
from store.database import Database
from store.workers import Workers
from tests.stores.later_migration import know_a_later_migration


def test_pauses_grow_to_half_a_minute_and_begin_anew_after_a_good_run() -> None:
    pauses = [0.0]
    for _ in range(9):
        pauses.append(next_pause(pauses[-1], ran=0.1))
    assert pauses[1:] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert next_pause(30, ran=10) == 0.5


def test_an_older_worker_that_is_alive_keeps_up_from_migrating(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data_dir=tmp_path)
    run._migrate(settings)
    with closing(Database(settings.record_url)) as database:
        Workers(database).beat("elsewhere:1", older := migrate.head(), datetime.now(UTC))
        run._migrate(settings)
        know_a_later_migration(tmp_path, monkeypatch)
        with pytest.raises(Misconfigured, match="elsewhere:1"):
            run._migrate(settings)
        assert migrate.current(database) == older
    assert not [line for line in caplog.records if line.levelno < logging.WARNING]


async def test_a_directory_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may always
    for lang, told in ((Locale.EN, "Permission denied"), (Locale.ZH, "没有权限")):
        assert await run.run_up(Settings(data_dir=tmp_path / "data", lang=lang)) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert str(tmp_path / "data") in line
        assert told in line


def test_a_port_given_twice_is_one_line() -> None:
    settings = Settings(
        web_port=(port := free_port()),
        temporal_port=free_port(),
        temporal_ui_port=free_port(),
        smtp_port=port,
    )
    with pytest.raises(Misconfigured, match="HUIYIN_WEB_PORT and HUIYIN_SMTP_PORT"):
        check_ports(settings, Locale.EN)
    with pytest.raises(Misconfigured, match="HUIYIN_WEB_PORT 和 HUIYIN_SMTP_PORT"):
        check_ports(settings, Locale.ZH)


def test_a_port_whose_last_connections_fade_is_free() -> None:
    settings = Settings(
        web_port=free_port(),
        temporal_port=free_port(),
        temporal_ui_port=free_port(),
        smtp_port=free_port(),
    )
    with (
        socket.create_server(("127.0.0.1", settings.web_port)) as server,
        socket.create_connection(("127.0.0.1", settings.web_port)),
    ):
        server.accept()[0].close()  # who closes first keeps the port in TIME_WAIT
    check_ports(settings, Locale.EN)


def test_the_line_to_copy_finds_this_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    usual = Settings(data_dir=tmp_path / ".huiyin", mail_ui_port=4000)
    assert first_try(usual, Locale.EN).startswith(".venv/bin/huiyin submit --text 'The app")
    moved = Settings(data_dir=tmp_path / "my data", web_port=9000, smtp_port=2525)
    assert first_try(moved, Locale.ZH).startswith(
        "HUIYIN_DATA_DIR='my data' HUIYIN_WEB_PORT=9000 HUIYIN_SMTP_PORT=2525 .venv/bin/huiyin "
    )


@pytest.mark.parametrize(
    ("variables", "locale"),
    [
        ({}, Locale.EN),
        ({"LANG": "zh_CN.UTF-8"}, Locale.ZH),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"}, Locale.EN),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, Locale.ZH),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, Locale.ZH),
    ],
)
def test_the_systems_language_counts_unless_one_is_set(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], locale: Locale
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert spoken(None) is locale
    assert spoken(Locale.EN) is Locale.EN


def test_what_asks_for_no_password_is_for_this_machine(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    command = embedded.command(settings)
    assert command[command.index("--ip") + 1] == settings.web_host == "127.0.0.1"
    assert "--ui-ip" not in command  # else it is that of the server
