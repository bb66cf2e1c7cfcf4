"""Which schema a record has, found out without Alembic: a command line must not wait for it."""

from pathlib import Path

from sqlalchemy import column, inspect, make_url, select, table
from sqlalchemy.exc import ArgumentError, DatabaseError

from schemas.errors import RecordUnavailable
from store.database import Database

HEAD = "0016"
"""The revision that this code is written for: the latest in `migrations/versions`."""

_ALEMBIC = table("alembic_version", column("version_num"))


def absent(url: str) -> bool:
    """Whether a URL names a SQLite file that does not exist; opening it would make it.

    Raises:
        OSError: its directory may not be read.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        return False
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return bool(is_file) and not Path(str(parsed.database)).exists()


def recorded(database: Database) -> str | None:
    """The revision of a database; none while it has no tables.

    Raises:
        RecordUnavailable: the database cannot be reached, or is none.
    """
    try:
        with database.reading() as session:
            connection = session.connection()
            if not inspect(connection).has_table(_ALEMBIC.name):
                return None
            return connection.execute(select(_ALEMBIC.c.version_num)).scalar()
    except DatabaseError as error:
        raise RecordUnavailable(f"the record cannot be read ({error.orig})") from None
