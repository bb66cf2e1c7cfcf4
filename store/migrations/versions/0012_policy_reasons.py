"""Why a policy was put in force, and trials of policies"""

import sqlalchemy as sa
from alembic import op

from store.columns import Json, Utc

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("policy_changes", sa.Column("reason", sa.String(500), nullable=True))
    op.create_table(
        "trials",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("base", sa.String(64), nullable=True),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.Column("begun_at", Utc(), nullable=False),
        sa.Column("heard_at", Utc(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("result", Json, nullable=True),
    )
