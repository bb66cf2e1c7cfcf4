"""Counting what was analyzed and asked lately without reading every analysis"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index("ix_analyses_at", "analyses", ["analyzer", "at"])
