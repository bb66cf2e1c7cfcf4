"""After migrations that wrote every row, PostgreSQL reads tables as fast as before at once."""

import logging

import pytest

from store import migrate
from store.database import Database
from tests.stores.cases import rows
from tests.stores.test_judged import BEFORE

CASES = "SELECT relpages, relallvisible, reltuples FROM pg_class WHERE oid = 'cases'::regclass"


@pytest.fixture
def early_url(empty_url: str) -> str:
    """A record of an earlier version, with two cases."""
    database = Database(empty_url)
    with database.writing() as session:
        migrate.bring(session.connection(), "0015")
    with database.writing() as session:
        for statement in BEFORE:
            session.connection().exec_driver_sql(statement)
    database.close()
    return empty_url


def only_on_postgresql(database: Database) -> bool:
    return database.engine.dialect.name == "postgresql"


def test_what_was_migrated_is_tidied_up(early_url: str) -> None:
    migrate.upgrade(early_url)

    database = Database(early_url)
    if only_on_postgresql(database):
        [told] = rows(database, CASES)
        assert (told["relallvisible"], told["reltuples"]) == (told["relpages"], 2)
    assert migrate.current(database) == migrate.head()
    database.close()


def test_a_record_that_is_up_to_date_is_left(
    early_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(early_url)
    done: list[object] = []
    monkeypatch.setattr(Database, "vacuum", lambda _, tables: done.append(tables))

    migrate.upgrade(early_url)

    assert done == []


def test_a_failure_of_it_fails_no_upgrade(
    early_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(migrate, "_WRITTEN", "SELECT 'no_such_table'")
    with caplog.at_level(logging.WARNING, "huiyin.record"):
        migrate.upgrade(early_url)

    database = Database(early_url)
    assert migrate.current(database) == migrate.head()
    failed = [each for each in caplog.messages if "VACUUM" in each]
    assert len(failed) == only_on_postgresql(database)
    database.close()
