"""Sources of cases, the requests of the HTTP API, and the versions that decisions are made for"""

import sqlalchemy as sa
from alembic import op

from store.columns import Json, Utc

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("cases", sa.Column("source", sa.String(48), nullable=False, server_default="cli"))
    op.add_column("cases", sa.Column("ahead_since", Utc(), nullable=True))
    op.add_column("decisions", sa.Column("expects", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("via", sa.String(48), nullable=True))
    op.create_table(
        "requests",
        sa.Column("source", sa.String(48), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("told", Json, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("source", "key"),
    )
    op.create_index("ix_requests_at", "requests", ["at"])
    if op.get_bind().dialect.name == "sqlite":
        _made_anew()
    else:
        op.drop_constraint("cases_channel_external_id_key", "cases")
        op.create_unique_constraint(None, "cases", ["source", "channel", "external_id"])
    op.create_index("ix_cases_ahead_since", "cases", ["ahead_since"])


def _made_anew() -> None:
    """SQLite cannot change a constraint: the table is made again, under its own name so that other
    tables go on referring to it, with whatever columns and indexes it has by now."""
    connection = op.get_bind()
    found = connection.exec_driver_sql(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'cases' AND sql IS NOT NULL"
    )
    made = [(kind, sql) for kind, sql in found]
    (table,) = (sql for kind, sql in made if kind == "table")
    wanted = table.replace("UNIQUE (channel, external_id)", "UNIQUE (source, channel, external_id)")
    for statement in (
        "PRAGMA defer_foreign_keys = ON",  # references are whole again before the commit
        "CREATE TABLE cases_kept AS SELECT * FROM cases",
        "DROP TABLE cases",
        wanted,
        "INSERT INTO cases SELECT * FROM cases_kept",
        "DROP TABLE cases_kept",
        *(sql for kind, sql in made if kind != "table"),
    ):
        connection.exec_driver_sql(statement)
