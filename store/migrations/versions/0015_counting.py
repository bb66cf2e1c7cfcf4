"""Counting all open cases without reading them, and what somebody said of proposals lately"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_OPEN = sa.text("closed_at IS NULL")
_ASKED = ("stage", "team", "breached", "confidential", "owner", "priority", "category", "channel")


def upgrade() -> None:
    op.create_index(
        "ix_cases_open_counted",
        "cases",
        [*_ASKED, "due_at", "id"],
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
    op.create_index("ix_decisions_by", "decisions", ["by", "kind", "id"])
    if op.get_bind().dialect.name == "postgresql":
        # Only of pages that were vacuumed since they were written is the index alone enough.
        op.execute("ALTER TABLE cases SET (autovacuum_vacuum_scale_factor = 0.02)")
