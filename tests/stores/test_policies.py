"""Versions of the policy, and what is refused before it can do harm."""

from pathlib import Path

import pytest

from schemas.calendars import ResolvedCalendar
from schemas.errors import Misconfigured
from schemas.events import SYSTEM
from schemas.policy_text import InvalidPolicy
from store import policies
from store.database import Database
from store.versions import Versions
from tests.stores.cases import at_once, count, new_case, rows
from tests.stories import POLICY_TEXT

OTHER_TEXT = POLICY_TEXT.replace('name = "default"', 'name = "other"')


# ── Versions ─────────────────────────────────────────────────────────────────────────────────────


def put_in_force(database: Database, text: str, by: str = "zhang") -> str:
    with database.writing() as session:
        return policies.apply(session, text, by)


def current(database: Database) -> str | None:
    with database.reading() as session:
        return policies.current(session)


def test_a_text_is_kept_once_and_found_by_its_version(database: Database) -> None:
    names = [put_in_force(database, text) for text in (POLICY_TEXT, OTHER_TEXT, POLICY_TEXT)]

    assert names == [
        policies.version(policies.resolved(text), text)
        for text in (POLICY_TEXT, OTHER_TEXT, POLICY_TEXT)
    ]
    assert names[0] == names[2] != names[1]
    assert count(database, "policies") == 2
    assert count(database, "policy_changes") == 3
    with database.reading() as session:
        assert policies.load(session, names[0]) == policies.resolved(POLICY_TEXT)
        assert policies.load(session, names[1]).name == "other"
    kept = rows(database, "SELECT text FROM policies WHERE version = :name", name=names[0])
    assert kept == [{"text": POLICY_TEXT}]


def test_what_is_in_force_is_not_applied_again(database: Database) -> None:
    first = put_in_force(database, POLICY_TEXT)

    assert put_in_force(database, POLICY_TEXT, by="chen") == first == current(database)
    assert rows(database, 'SELECT "by" FROM policy_changes') == [{"by": "zhang"}]


def test_two_who_bring_the_first_policy_at_once(database: Database) -> None:
    at_once(*[lambda: put_in_force(database, POLICY_TEXT)] * 2)

    # Who had a conflict tries again.
    assert put_in_force(database, POLICY_TEXT) == current(database)
    assert count(database, "policies") == 1


def test_every_character_and_every_holiday_makes_another_version() -> None:
    policy = policies.resolved(POLICY_TEXT)
    without = policy.model_copy(
        update={"resolved": {n: ResolvedCalendar(spec=c.spec) for n, c in policy.resolved.items()}}
    )

    assert policies.version(policy, "a") == policies.version(policy, "a")
    assert policies.version(policy, "a") != policies.version(policy, "a ")
    assert policies.version(policy, "a") != policies.version(without, "a")


def test_a_new_case_has_the_version_in_force_and_keeps_it(database: Database) -> None:
    first = new_case(database, 1)
    other = put_in_force(database, OTHER_TEXT)
    second = new_case(database, 2)

    found = rows(database, "SELECT id, policy_version FROM cases ORDER BY id")
    assert [row["id"] for row in found] == [first, second]
    assert found[0]["policy_version"] != other == found[1]["policy_version"]


def test_the_versions_say_who_lives_under_them(database: Database) -> None:
    assert Versions(database).every() == []
    assert Versions(database).in_force() is None
    new_case(database, 1)
    new_case(database, 2)
    put_in_force(database, OTHER_TEXT)
    new_case(database, 3)

    latest, first = Versions(database).every()

    assert (latest.name, latest.by, latest.running, latest.in_force) == ("other", "zhang", 1, True)
    assert (first.name, first.by, first.running, first.in_force) == ("default", SYSTEM, 2, False)
    assert latest.since is not None
    assert first.since is not None
    assert latest.since >= first.since
    in_force = Versions(database).in_force()
    assert in_force is not None
    assert (in_force.version, in_force.text) == (latest.version, OTHER_TEXT)


def test_a_version_is_found_by_its_beginning(database: Database) -> None:
    name = put_in_force(database, POLICY_TEXT)
    versions = Versions(database)

    assert [each.version for each in versions.find(name[:6])] == [name]
    assert versions.find("zzzz") == versions.find("%") == []
    put_in_force(database, OTHER_TEXT)
    assert len(versions.find("")) == 2


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def refused(tmp_path: Path, old: str, new: str) -> str:
    """What is said of the default policy with a change in it."""
    assert old in POLICY_TEXT
    file = tmp_path / "policy.toml"
    file.write_text(POLICY_TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(Misconfigured) as caught:
        policies.read(file)
    message = str(caught.value)
    assert message.startswith(f"{file} line ")
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
        ('name = "default"', 'name = "default', "quote"),
        ('calendar = "cn"', 'calendar = "moon"', "calendar"),
        ('name = "default"', 'nmae = "default"', "name"),
        ("at = 0.8", "at = 80", "escalation.1.at"),
        ('acknowledge = "2 hours"', 'acknowledge = "2 fortnights"', "targets.high.acknowledge"),
        ('acknowledge = "2 hours"', 'acknowledge = "99999999999999 days"', "targets.high"),
        ('acknowledge = "2 hours"', "acknowledge = 2", "targets.high.acknowledge"),
        ('team = "engineering"', 'team = "nobody"', "categories.malfunction.team"),
        ("[targets.low]", "[targets.lowest]", "targets"),
        ('means = "malfunction"', 'means = "weather"', "weather"),
        ('means = "high"', 'means = "urgent"', "analysis.priorities.0.means"),
        ('means = "negative"', 'means = "angry"', "analysis.sentiments.0.means"),
        ('fallback_category = "other"', 'fallback_category = "rest"', "rest"),
        ('then = "remind"', 'then = "wait"', "approvals.0.levels.0.then"),
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

    with pytest.raises(InvalidPolicy) as caught:
        policies.read(file)
    (only,) = caught.value.findings
    assert (only.code, only.line) == ("not_utf8", 1)


def test_a_path_that_is_a_directory(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        policies.read(tmp_path)
