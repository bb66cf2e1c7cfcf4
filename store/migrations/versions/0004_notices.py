"""What people are told, and the digests that tell them"""

import sqlalchemy as sa
from alembic import op

from store.columns import Utc

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _notices()
    _digests()
    op.create_table(
        "digest_notices",
        sa.Column("digest_id", sa.String(60), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"]),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"]),
        sa.PrimaryKeyConstraint("digest_id", "notice_id"),
    )
    op.create_index("ix_digest_notices_notice_id", "digest_notices", ["notice_id"])


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(41), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("instead_of", sa.String(32), nullable=True),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("priority", sa.String(10), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "event_seq", "recipient"),
    )
    op.create_index("ix_notices_settled_at", "notices", ["settled_at"])


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("target", sa.String(254), nullable=False),
        sa.Column("recipient", sa.String(41), nullable=False),
        sa.Column("locale", sa.String(2), nullable=True),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Utc(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_digests_status", "digests", ["status", "next_try_at"])
    op.create_index("ix_digests_target", "digests", ["target", "written_at"])
