"""Accounts, sessions and keys; beside a decision, who typed it"""

import sqlalchemy as sa
from alembic import op

from store.columns import Utc

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("decisions", sa.Column("shell", sa.String(32), nullable=True))
    _accounts()
    _sessions()
    _keys()
    op.create_table(
        "sign_in_attempts",
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("login", sa.String(32), nullable=False),
        sa.Column("address", sa.String(254), nullable=True),
        sa.Column("role", sa.String(15), nullable=False),
        sa.Column("teams", sa.String(), nullable=False),
        sa.Column("password", sa.String(200), nullable=True),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.Column("second", sa.String(300), nullable=True),
        sa.Column("second_step", sa.Integer(), nullable=False),
        sa.Column("invitation", sa.String(64), nullable=True),
        sa.Column("invited_until", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=True),
        sa.Column("disabled_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("login"),
        sa.UniqueConstraint("address"),
        sa.UniqueConstraint("invitation"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("login", sa.String(32), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["accounts.login"]),
        sa.PrimaryKeyConstraint("login", "code"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("login", sa.String(32), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["accounts.login"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sessions_login", "sessions", ["login"])


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("role", sa.String(15), nullable=False),
        sa.Column("teams", sa.String(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=True),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.Column("used_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_keys_name", "keys", ["name"])
