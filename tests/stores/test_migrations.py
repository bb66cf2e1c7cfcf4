"""The schema: made by migrations from nothing, the same as the tables in the code."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel

import store.tables  # noqa: F401  (fills SQLModel.metadata)
from rules.clocks import clocks
from schemas.enums import EventKind, Priority
from schemas.errors import RecordUnavailable
from schemas.events import CUSTOMER
from store import migrate, policies, search_index
from store.database import Conflict, Database
from tests.stores.cases import analyzed_case, at_once, count, rows
from tests.stories import START, after, analyzed, hours

CHANGES = [
    "UPDATE events SET kind = 'noted'",
    "UPDATE events SET seq = 99 WHERE seq = 1",
    "DELETE FROM events",
    "DELETE FROM events WHERE seq = 1",
]
CHANGES_OF = {
    "sqlite": [
        "INSERT OR REPLACE INTO events SELECT case_id, seq, at, 'noted', 'by', cycle, request_id,"
        " data FROM events",
        "UPDATE OR REPLACE events SET seq = 2 WHERE seq = 1",
    ],
    "postgresql": [
        "TRUNCATE events",
        "INSERT INTO events SELECT * FROM events"
        " ON CONFLICT (case_id, seq) DO UPDATE SET kind = 'noted'",
    ],
}


def upgraded(url: str) -> Database:
    migrate.upgrade(url)
    return Database(url)


def refuses(database: Database, change: str) -> bool:
    """Whether the database itself says no."""
    try:
        with database.engine.begin() as connection:
            connection.execute(text(change))
    except DBAPIError as error:
        return "only ever added" in str(error) or isinstance(error, IntegrityError)
    return False


def not_of_search(name: str | None, kind: str, _: Any) -> bool:
    """Whether a table has a class: those of each database's own search have none."""
    return kind != "table" or not str(name).startswith(search_index.TABLES)


# ── Migrations ───────────────────────────────────────────────────────────────────────────────────


# SQLite tells nothing of what an index of an expression holds.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_migrations_make_the_tables_of_the_code(empty_url: str) -> None:
    database = upgraded(empty_url)

    with database.engine.connect() as connection:
        options = {"compare_type": True, "include_name": not_of_search}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, SQLModel.metadata)
    database.close()

    assert differences == []


def test_an_empty_database_has_no_revision_and_then_the_latest(empty_url: str) -> None:
    database = Database(empty_url)
    assert migrate.current(database) is None

    migrate.upgrade(empty_url)

    assert migrate.current(database) == migrate.head() == migrate.revisions()[-1]
    database.close()


def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    database = upgraded(empty_url)
    case = analyzed_case(database)
    database.close()

    database = upgraded(empty_url)

    assert rows(database, "SELECT id FROM cases") == [{"id": case}]
    database.close()


def test_two_may_upgrade_at_once(empty_url: str) -> None:
    outcomes = at_once(*[lambda: migrate.upgrade(empty_url)] * 2)

    database = Database(empty_url)
    assert list(outcomes) == [None, None]
    assert migrate.current(database) == migrate.head()
    assert count(database, "cases") == 0
    database.close()


def test_there_is_one_line_of_revisions() -> None:
    assert len(set(migrate.revisions())) == len(migrate.revisions()) >= 1


def test_an_unreachable_database_has_no_revision_to_tell() -> None:
    database = Database("postgresql://huiyin@127.0.0.1:1/record")

    with pytest.raises(RecordUnavailable):
        migrate.current(database)
    with pytest.raises(RecordUnavailable):
        migrate.upgrade("postgresql://huiyin@127.0.0.1:1/record")


# ── Events are only ever added ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("change", CHANGES)
def test_events_are_never_changed(database: Database, change: str) -> None:
    assert_unchanged_by(database, change)


@pytest.mark.parametrize("number", range(2))
def test_events_are_not_changed_by_the_back_door(database: Database, number: int) -> None:
    assert_unchanged_by(database, CHANGES_OF[database.engine.dialect.name][number])


def assert_unchanged_by(database: Database, change: str) -> None:
    analyzed_case(database)
    before = all_events(database)

    refused = refuses(database, change)

    assert all_events(database) == before
    assert refused


def all_events(database: Database) -> list[dict[str, Any]]:
    return rows(database, "SELECT * FROM events ORDER BY seq")


def test_what_people_wrote_can_be_erased(database: Database) -> None:
    analyzed_case(database)
    with database.writing() as session:
        session.connection().execute(text("DELETE FROM event_texts"))
        session.connection().execute(text("DELETE FROM submissions"))

    assert count(database, "event_texts") == count(database, "submissions") == 0


@pytest.mark.parametrize(
    "insert",
    [
        "INSERT INTO event_texts (case_id, seq, texts) VALUES ('00000-00009', 1, '{}')",
        "INSERT INTO submissions (case_id, text) VALUES ('00000-00009', 'x')",
    ],
)
def test_nothing_belongs_to_a_case_that_is_not_there(database: Database, insert: str) -> None:
    with pytest.raises(Conflict), database.writing() as session:
        session.connection().execute(text(insert))

    assert count(database, "event_texts") == count(database, "submissions") == 0


OLD_POLICY = """
name = "old"
warn_at = 0.8

[teams.support]
label = { zh = "客服", en = "Support" }
address = "support@localhost.example"
agents = ["li"]
leads = ["zhang"]
managers = ["chen"]

[categories.other]
label = { zh = "其他", en = "Other" }
team = "support"

[channels]
web = { label = { zh = "网页", en = "Web" } }

[targets]
high = { acknowledge = "2 hours", analyze = "24 hours", resolve = "24 hours", confirm = "7 days" }
medium = { acknowledge = "2 hours", analyze = "24 hours", resolve = "24 hours", confirm = "7 days" }
low = { acknowledge = "2 hours", analyze = "24 hours", resolve = "24 hours", confirm = "7 days" }

[[approvals]]
priorities = ["high"]
role = "lead"

[confirmation]
remind_after = ["3 days"]

[reopening]
window = "14 days"
limit = 2

[analysis]
triage_below = 0.0
fallback_category = "other"
fallback_priority = "low"
categories = []
priorities = []
sentiments = []
"""


def test_running_cases_keep_what_was_promised_before_calendars(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        migrate.bring(session.connection(), "0001")
        session.connection().execute(
            text("INSERT INTO policies (version, text, created_at) VALUES ('old-1', :old, :at)"),
            {"old": OLD_POLICY, "at": START.isoformat()},
        )

    migrate.upgrade(empty_url)

    with database.reading() as session:
        policy = policies.load(session, "old-1")
    database.close()
    story = analyzed(Priority.HIGH).then(EventKind.ASKED, hours(10), "li")
    story.then(EventKind.REPLIED, hours(30), CUSTOMER)
    found = {clock.key: clock for clock in clocks(story.events, policy, after(hours(31)))}
    assert set(found) == {"acknowledge-1-1", "analyze-1-1", "resolve-1-1"}
    assert found["resolve-1-1"].due_at == after(hours(24 + 20)), "not while the customer is asked"
    assert found["resolve-1-1"].warn_at == after(hours(24 * 0.8 + 20))
