"""Who is away, and who stands in"""

import sqlalchemy as sa
from alembic import op

from store.columns import Utc

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(32), nullable=False),
        sa.Column("starts", Utc(), nullable=False),
        sa.Column("ends", Utc(), nullable=False),
        sa.Column("deputy", sa.String(32), nullable=True),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("noted_at", Utc(), nullable=False),
        sa.Column("removed_at", Utc(), nullable=True),
        sa.Column("removed_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_absences_login", "absences", ["login", "ends"])
