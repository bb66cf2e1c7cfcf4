"""Confidential cases, who changed what of accounts and keys, and whom single sign-on knows"""

import sqlalchemy as sa
from alembic import op

from store.columns import Json, Utc

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("accounts", sa.Column("issuer", sa.String(200), nullable=True))
    op.add_column("accounts", sa.Column("subject", sa.String(255), nullable=True))
    op.create_index("ix_accounts_subject", "accounts", ["issuer", "subject"], unique=True)
    op.create_table(
        "identity_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.String(48), nullable=False),
        sa.Column("kind", sa.String(7), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=True),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("data", Json, nullable=False),
    )
    op.create_index("ix_identity_changes_name", "identity_changes", ["kind", "name", "id"])
