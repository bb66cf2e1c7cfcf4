"""A record of version 0.1.0 with a case, upgraded: what was promised stays promised."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from rules.clocks import clocks
from schemas.durations import Elapsed
from schemas.enums import ClockKind, Priority, Stage
from schemas.policy import Policy
from store import migrate, policies
from store.columns import Utc
from store.database import Database
from store.versions import Versions
from tests.stories import LEAD, START, Story, analyzed, days, hours, minutes

TEXT = (Path(__file__).parent / "policy_of_0.1.0.toml").read_text("utf-8")
FIRST, LATER = "0" * 64, "1" * 64
CASE = "00000-00001"


@pytest.fixture
def upgraded(empty_url: str) -> Any:
    """A record that revision 0001 made, with two policies and a case under the first."""
    database = Database(empty_url)
    with database.writing() as session:
        migrate.bring(session.connection(), "0001")
    with database.writing() as session:
        connection = session.connection()
        later = TEXT.replace("warn_at = 0.8", "warn_at = 0.6  # earlier")
        for n, (version, content) in enumerate(((FIRST, TEXT), (LATER, later))):
            connection.execute(
                text("INSERT INTO policies (version, text, created_at) VALUES (:v, :t, :at)"),
                {"v": version, "t": content, "at": _stored(database, START + hours(n))},
            )
        case = {"id": CASE, "version": FIRST, "at": _stored(database, START)}
        connection.execute(_ADD_CASE, case)
    migrate.upgrade(empty_url)
    yield database
    database.close()


_ADD_CASE = text(
    "INSERT INTO cases (id, channel, locale, stage, cycle, seq, breached, ended, policy_version,"
    " received_at, state) VALUES (:id, 'web', 'zh', 'received', 1, 1, false, false,"
    " :version, :at, '{}')"
)


def _stored(database: Database, at: datetime) -> Any:
    return Utc().process_bind_param(at, database.engine.dialect)


def loaded(database: Database, version: str = FIRST) -> Policy:
    with database.reading() as session:
        policies._loaded.pop(version, None)
        return policies.load(session, version)


def test_an_old_policy_is_loaded_and_promises_the_same(upgraded: Database) -> None:
    policy = loaded(upgraded)

    high = policy.targets[Priority.HIGH]
    assert high.acknowledge == Elapsed(hours(2))
    assert high.analyze == high.resolve == Elapsed(hours(24))
    assert high.confirm == Elapsed(days(7))
    assert (high.first_response, high.interim_update, high.next_update) == (None, None, None)
    assert policy.targets[Priority.MEDIUM].resolve == Elapsed(days(5))
    assert policy.targets[Priority.LOW].resolve == Elapsed(days(14))
    assert [(each.at, each.tell) for each in policy.escalation] == [
        (0.8, ("team",)),
        (1.0, ("team",)),
    ]
    assert [each.at for each in loaded(upgraded, LATER).escalation] == [0.6, 1.0]
    assert (policy.special_targets, policy.quiet_hours) == ((), None)


def test_its_clocks_stand_still_while_the_customer_is_asked(upgraded: Database) -> None:
    policy, story = loaded(upgraded), asked_for_an_hour()

    found = {each.kind: each for each in clocks(story.events, policy, story.events[-1].at)}

    assert found[ClockKind.ACKNOWLEDGE].due_at == START + hours(2)
    assert found[ClockKind.ANALYZE].due_at == START + hours(25)
    assert found[ClockKind.RESOLVE].due_at == START + hours(25)
    assert found[ClockKind.RESOLVE].warn_at == START + hours(24) * 0.8 + timedelta(hours=1)
    assert set(found) == {ClockKind.ACKNOWLEDGE, ClockKind.ANALYZE, ClockKind.RESOLVE}


def asked_for_an_hour() -> Story:
    from schemas.enums import EventKind

    story = analyzed(Priority.HIGH, certain=False)
    story.then(EventKind.ASKED, minutes(10), LEAD)
    return story.then(EventKind.REPLIED, minutes(70), LEAD)


def test_the_latest_policy_stays_in_force(upgraded: Database) -> None:
    latest, earlier = Versions(upgraded).every()

    assert (latest.version, latest.by, latest.in_force) == (LATER, "system", True)
    assert latest.since == START + hours(1)
    assert (earlier.version, earlier.since, earlier.running) == (FIRST, None, 1)


def test_the_case_is_under_its_own_policy(upgraded: Database) -> None:
    with upgraded.reading() as session:
        found = session.connection().execute(
            text("SELECT stage, policy_version FROM cases WHERE id = :id"), {"id": CASE}
        )
        assert list(found) == [(Stage.RECEIVED.value, FIRST)]
