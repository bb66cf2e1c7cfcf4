"""`huiyin upgrade`: from nothing, from an earlier version, and never under a running worker."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.errors import Misconfigured
from starter.cli import upkeep
from store import migrate
from store.database import Database
from store.workers import Workers
from tests.stores.later_migration import LATER, know_a_later_migration


@pytest.fixture
def url(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The record of the installation that the command finds."""
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HUIYIN_DATABASE_URL", empty_url)
    return empty_url


@pytest.fixture
def first(url: str) -> str:
    """The record's revision before the upgrade."""
    migrate.upgrade(url)
    return migrate.head()


def test_an_empty_record_is_made_and_then_left(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _upgrade(capsys) == {"from": None, "to": migrate.head()}
    assert _upgrade(capsys) == {"from": migrate.head(), "to": migrate.head()}


def test_a_record_of_an_earlier_version_is_upgraded(
    url: str,
    first: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    know_a_later_migration(tmp_path, monkeypatch)
    assert _upgrade(capsys) == {"from": first, "to": LATER}
    assert _revision(url) == LATER


def test_it_is_refused_while_an_older_worker_is_alive(
    url: str,
    first: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    know_a_later_migration(tmp_path, monkeypatch)
    database = Database(url)
    workers, now = Workers(database), datetime.now(UTC)
    workers.beat("here:1", first, now)
    with pytest.raises(Misconfigured, match="here:1") as refused:
        upkeep.upgrade()
    assert refused.value.exit_code == 2
    assert _revision(url) == first

    workers.beat("here:1", first, now - timedelta(minutes=2))
    database.close()
    assert _upgrade(capsys)["to"] == LATER


def test_a_record_of_a_later_version_is_left(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        know_a_later_migration(tmp_path, patched)
        migrate.upgrade(url)
    with pytest.raises(Misconfigured, match="newer"):
        upkeep.upgrade()
    assert _revision(url) == LATER


def _upgrade(capsys: pytest.CaptureFixture[str]) -> dict[str, str | None]:
    upkeep.upgrade(as_json=True)
    said: dict[str, str | None] = json.loads(capsys.readouterr().out)
    return said


def _revision(url: str) -> str | None:
    database = Database(url)
    found = migrate.current(database)
    database.close()
    return found
