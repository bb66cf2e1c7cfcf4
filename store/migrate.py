"""The schema of the record, brought up to date by Alembic migrations."""

import logging
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from schemas.errors import RecordUnavailable
from store import search_index
from store.database import Database

_LOCK = 7_265_737
_WRITTEN = """
SELECT relid::regclass::text FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY 1
"""
"""The tables that PostgreSQL counted rows for that this transaction wrote."""

_log = logging.getLogger("huiyin.record")


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
    """Bring the database at `url` to this code's revision, and let PostgreSQL tidy up the tables
    of which rows were written; does nothing when it is there.

    Raises:
        RecordUnavailable: the database cannot be reached.
    """
    database = Database(url)
    try:
        if current(database) != head():
            with database.writing() as session:
                bring(session.connection(), head())
                written = _written(session.connection())
            _tidy_up(database, written)
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


def _written(connection: Connection) -> Sequence[str]:
    if connection.dialect.name != "postgresql":
        return ()
    return connection.exec_driver_sql(_WRITTEN).scalars().all()


def _tidy_up(database: Database, tables: Sequence[str]) -> None:
    """What was migrated stays migrated, also where this fails: lists are slower then until
    PostgreSQL does it by itself."""
    if not tables:
        return
    try:
        database.vacuum(tables)
    except RecordUnavailable as error:
        _log.warning("the upgrade is done; VACUUM (ANALYZE) after it failed: %s", error)
