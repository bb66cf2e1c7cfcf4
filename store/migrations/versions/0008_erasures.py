"""What was erased, without the persons"""

import sqlalchemy as sa
from alembic import op

from store.columns import Utc

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("shell_user", sa.String(64), nullable=True),
        sa.Column("cause", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_erasures_at", "erasures", ["at", "id"])
    op.create_table(
        "erased_cases",
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("erasure_id", sa.String(32), nullable=False),
        sa.Column("told_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasures.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_erased_cases_told_at", "erased_cases", ["told_at", "case_id"])
    op.create_index("ix_erased_cases_erasure_id", "erased_cases", ["erasure_id"])
