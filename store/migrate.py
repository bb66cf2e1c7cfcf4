"""The schema of the record, brought up to date by Alembic migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store import search_index
from store.database import Database

_LOCK = 7_265_737


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def head() -> str:
    """The revision that this code is written for."""
    return revisions()[-1]


def revisions() -> tuple[str, ...]:
    """Every revision that this code knows, the oldest first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(step.revision for step in script.walk_revisions())[::-1]


def current(database: Database) -> str | None:
    """The revision of a database; none while it is empty.

    Raises:
        RecordUnavailable: the database cannot be reached.
    """
    with database.snapshot() as connection:
        return current_of(connection)


def current_of(connection: Connection) -> str | None:
    """The revision of a database as a transaction sees it; none while it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(url: str) -> None:
    """Bring the database at `url` to this code's revision; does nothing when it is there.

    Raises:
        RecordUnavailable: the database cannot be reached.
    """
    database = Database(url)
    try:
        if current(database) != head():
            with database.writing() as session:
                bring(session.connection(), head())
    finally:
        database.close()


def bring(connection: Connection, revision: str) -> None:
    """Bring a database to a later revision, within the transaction of the connection; to this
    code's own, with every case indexed."""
    if connection.dialect.name == "postgresql":
        # Several machines may be told to upgrade at once.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if revision == head():
        search_index.complete_all(connection)
