"""Versions of the policy, and what is refused before it can do harm."""

from pathlib import Path

import pytest

from schemas.errors import Misconfigured
from store import policies
from store.database import Database
from tests.stores.cases import at_once, count, rows
from tests.strategies import POLICY, POLICY_TEXT

OTHER_TEXT = POLICY_TEXT.replace('name = "default"', 'name = "other"')


# ── Versions ─────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_kept_once_and_found_by_its_version(database: Database) -> None:
    names = []
    for text in (POLICY_TEXT, OTHER_TEXT, POLICY_TEXT):
        with database.writing() as session:
            names.append(policies.ensure(session, text))

    assert names == [policies.version(text) for text in (POLICY_TEXT, OTHER_TEXT, POLICY_TEXT)]
    assert names[0] == names[2] != names[1]
    assert count(database, "policies") == 2
    with database.reading() as session:
        assert policies.load(session, names[0]) == POLICY
        assert policies.load(session, names[1]).name == "other"
    kept = rows(database, "SELECT text FROM policies WHERE version = :name", name=names[0])
    assert kept == [{"text": POLICY_TEXT}]


def test_two_who_bring_the_first_policy_at_once(database: Database) -> None:
    def ensure() -> str:
        with database.writing() as session:
            return policies.ensure(session, POLICY_TEXT)

    at_once(ensure, ensure)

    # Who had a conflict tries again.
    assert ensure() == policies.version(POLICY_TEXT)
    assert count(database, "policies") == 1


def test_every_character_makes_another_version() -> None:
    assert policies.version("a") != policies.version("a ")
    assert policies.version("a") == policies.version("a")


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def refused(tmp_path: Path, old: str, new: str) -> str:
    """What is said of the default policy with a change in it."""
    assert old in POLICY_TEXT
    file = tmp_path / "policy.toml"
    file.write_text(POLICY_TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(Misconfigured) as caught:
        policies.read(file)
    message = str(caught.value)
    assert message.startswith(str(file))
    assert len(message.splitlines()) == 1
    return message


def test_the_shipped_policy_is_used_where_there_is_no_file(tmp_path: Path) -> None:
    assert policies.read(tmp_path / "policy.toml") == policies.default_text() == POLICY_TEXT


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(OTHER_TEXT, "utf-8")

    assert policies.read(file) == OTHER_TEXT


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ('name = "default"', 'name = "default', "TOML"),
        ('name = "default"', 'nmae = "default"', "name"),
        ("warn_at = 0.8", "warn_at = 80", "warn_at"),
        ('acknowledge = "2 hours"', 'acknowledge = "2 fortnights"', "targets.high.acknowledge"),
        ('acknowledge = "2 hours"', 'acknowledge = "99999999999999 days"', "targets.high"),
        ('acknowledge = "2 hours"', "acknowledge = 2", "targets.high.acknowledge"),
        ('team = "engineering"', 'team = "nobody"', "categories.malfunction.team"),
        ("[targets.low]", "[targets.lowest]", "targets"),
        ('means = "malfunction"', 'means = "weather"', "weather"),
        ('means = "high"', 'means = "urgent"', "analysis.priorities.0.means"),
        ('means = "negative"', 'means = "angry"', "analysis.sentiments.0.means"),
        ('fallback_category = "other"', 'fallback_category = "rest"', "rest"),
        ('role = "lead"', 'role = "king"', "approvals.0.role"),
        ('default_category = "service_complaint"', 'default_category = "gossip"', "gossip"),
        ('address = "support@localhost.example"', 'address = "support"', "teams.support.address"),
        ('agents = ["li", "wang"]', 'agents = ["Li Lei"]', "teams.support.agents"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, names: str) -> None:
    assert names in refused(tmp_path, old, new)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(Misconfigured):
        policies.read(file)


def test_a_path_that_is_a_directory(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        policies.read(tmp_path)
