"""A code that knows one migration more than there is."""

import shutil
from pathlib import Path

import pytest
from alembic.config import Config

from store import migrate

LATER = "later"

_MIGRATION = f"""
import sqlalchemy as sa
from alembic import op

revision = {LATER!r}
down_revision = {{before!r}}

def upgrade():
    op.add_column(
        "cases", sa.Column("mood", sa.String(9), nullable=False, server_default="calm")
    )
"""


def know_a_later_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the code know a migration that gives every case a mood."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", folder)
    code = _MIGRATION.format(before=migrate.head())
    (folder / "versions" / "later.py").write_text(code)
    original = migrate._config

    def config() -> Config:
        found = original()
        found.set_main_option("script_location", str(folder))
        return found

    monkeypatch.setattr(migrate, "_config", config)
