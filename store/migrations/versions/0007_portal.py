"""The public board, its votes, and links to one's own cases"""

import sqlalchemy as sa
from alembic import op

from store.columns import Utc

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "board",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("published_at", Utc(), nullable=False),
        sa.Column("removed_at", Utc(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_table(
        "votes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["board.number"]),
        sa.PrimaryKeyConstraint("number", "voter"),
    )
    op.create_table(
        "own_links",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_own_links_address", "own_links", ["address"])
    op.create_index("ix_own_links_expires_at", "own_links", ["expires_at"])
    op.create_index("ix_submissions_address", "submissions", [sa.text("lower(contact)")])
