"""`huiyin policy try`, interrupted: it ends at once and leaves nothing behind."""

import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.stories import POLICY_TEXT
from tests.units.cli_shell import MAIN, environment
from tests.waiting import until

_INTERRUPTED = 130
_EVENTS = 20
"""So many are recorded: decisions are on their way."""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_interrupted_it_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "policy.toml").write_text(POLICY_TEXT, "utf-8")
    (tmp_path / "cases.jsonl").write_text('{"text": "cannot pay"}\n' * 60, "utf-8")
    (left := tmp_path / "temporary").mkdir()
    tried = _begun(tmp_path, left)
    try:
        await until(lambda: _recorded(left) > _EVENTS, 60)
        os.killpg(tried.pid, number)  # as a terminal does: all of its processes are told
        _, said = tried.communicate(timeout=15)
        assert (tried.returncode, said) == (_INTERRUPTED, b"")
        assert not list(left.iterdir())
        assert not _alive(tried.pid)
    finally:
        if _alive(tried.pid):
            os.killpg(tried.pid, signal.SIGKILL)


def _begun(folder: Path, left: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*MAIN, "policy", "try", "policy.toml", "--cases", "cases.jsonl", "--every", "1 minutes"],
        cwd=folder,
        env=environment(folder / "nothing", {"TMPDIR": str(left)}),
        start_new_session=True,
        stderr=subprocess.PIPE,
    )


def _recorded(folder: Path) -> int:
    """How many events the record of the trial holds."""
    for file in folder.glob("*/record.sqlite3"):
        try:
            [(found,)] = sqlite3.connect(file).execute("SELECT count(*) FROM events")
        except sqlite3.OperationalError:
            return 0
        return int(found)
    return 0


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
