"""A record of an earlier version gets its sources, and everything that hung together still does."""

import pytest
from sqlalchemy import text

from store import migrate
from store.database import Conflict, Database

CASE = (
    "INSERT INTO cases (id, channel, external_id, locale, stage, cycle, seq, breached, ended,"
    " policy_version, received_at, state{more}) VALUES ('{id}', 'web', 'A-1', 'zh', 'planning', 1,"
    " 1, false, false, 'p', '2026-01-02 03:04:05+00:00', '{{}}'{values})"
)
BEFORE = [
    "INSERT INTO policies (version, text, calendars, created_at)"
    " VALUES ('p', '', '{}', '2026-01-02 03:04:05+00:00')",
    CASE.format(id="00000-00001", more="", values=""),
    "INSERT INTO submissions (case_id, text) VALUES ('00000-00001', '1001')",
    "INSERT INTO events (case_id, seq, at, kind, by, cycle, data)"
    " VALUES ('00000-00001', 1, '2026-01-02 03:04:05+00:00', 'received', 'customer', 1, '{}')",
    "INSERT INTO decisions (request_id, case_id, kind, by, choice, status)"
    " VALUES ('request-1', '00000-00001', 'take', 'li', '{}', 'applied')",
]


@pytest.fixture
def database(empty_url: str) -> Database:
    """Upgraded from the revision before, with a case in it."""
    database = Database(empty_url)
    with database.writing() as session:
        migrate.bring(session.connection(), "0004")
    with database.writing() as session:
        for statement in BEFORE:
            session.connection().execute(text(statement))
    migrate.upgrade(empty_url)
    return database


def run(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.writing() as session:
        found = session.connection().execute(text(statement))
        return [tuple(row) for row in found] if found.returns_rows else []


def test_what_was_there_came_by_the_command_line(database: Database) -> None:
    assert run(database, "SELECT id, external_id, source, ahead_since FROM cases") == [
        ("00000-00001", "A-1", "cli", None)
    ]
    for query in (
        "SELECT case_id FROM submissions",
        "SELECT case_id FROM events",
        "SELECT case_id FROM decisions",
    ):
        assert run(database, query) == [("00000-00001",)]
    database.close()


def test_references_and_external_ids_are_kept(database: Database) -> None:
    more = {"more": ", source", "id": "00000-00002"}
    with pytest.raises(Conflict):
        run(database, CASE.format(**more, values=", 'cli'"))
    with pytest.raises(Conflict):
        run(database, "DELETE FROM cases")
    with pytest.raises(Conflict):
        run(database, "INSERT INTO submissions (case_id, text) VALUES ('00000-00009', '1')")
    run(database, CASE.format(**more, values=", 'key:crm'"))
    assert len(run(database, "SELECT id FROM cases")) == 2
    database.close()
