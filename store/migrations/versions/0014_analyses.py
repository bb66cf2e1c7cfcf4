"""Analyses: what analyzers said of cases, how alike cases are, and models that were trained here"""

import sqlalchemy as sa
from alembic import op

from store.columns import Json, Utc

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "analyses",
        sa.Column("case_id", sa.String(11), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("analyzer", sa.String(20), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("answer", Json, nullable=True),
        sa.Column("trouble", sa.String(60), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
    )
    op.create_table(
        "likenesses",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.String(11), nullable=False, unique=True),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_likenesses_digest", "likenesses", ["digest"])
    op.create_table(
        "models",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False, unique=True),
        sa.Column("trained_at", Utc(), nullable=False),
        sa.Column("trained_by", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("card", Json, nullable=False),
        sa.Column("taken_at", Utc(), nullable=True),
        sqlite_autoincrement=True,
    )
