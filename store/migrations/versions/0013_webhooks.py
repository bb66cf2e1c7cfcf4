"""Webhooks: other systems that hear what happens"""

import sqlalchemy as sa
from alembic import op

from store.columns import Utc

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("events", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("read_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
    )
    op.create_table(
        "webhook_messages",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("webhook", sa.String(40), nullable=False),
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.String(60), nullable=True),
        sa.ForeignKeyConstraint(["webhook"], ["webhooks.name"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.UniqueConstraint("webhook", "case_id", "event_seq"),
    )
    op.create_index("ix_webhook_messages_status", "webhook_messages", ["status", "next_try_at"])
