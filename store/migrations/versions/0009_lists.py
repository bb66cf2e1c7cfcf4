"""Search, pages of cases and attachments"""

import sqlalchemy as sa
from alembic import op

from store.columns import Utc

revision = "0009"
down_revision = "0008"

_BY_TIME = "CREATE INDEX ix_search_words_received_at ON search_words (received_at, case_id)"
_LISTED_BY = ("stage", "category", "team", "owner", "channel")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _search_of_postgresql()
    else:
        _search_of_sqlite()
    _indexes_of_lists()
    _attachments()


def _search_of_postgresql() -> None:
    op.execute(
        "CREATE TABLE search_words (case_id varchar(11) PRIMARY KEY REFERENCES cases (id),"
        " received_at timestamptz NOT NULL, words text NOT NULL, tokens integer[] NOT NULL)"
    )
    op.execute(_BY_TIME)
    # A short list of what is not merged into the index yet: every search reads all of it.
    op.execute(
        "CREATE INDEX ix_search_words_tokens ON search_words USING gin (tokens)"
        " WITH (gin_pending_list_limit = 512)"
    )


def _search_of_sqlite() -> None:
    op.execute(
        "CREATE TABLE search_words (id INTEGER PRIMARY KEY, case_id VARCHAR(11) NOT NULL UNIQUE"
        " REFERENCES cases (id), received_at DATETIME NOT NULL, words TEXT NOT NULL)"
    )
    op.execute(_BY_TIME)
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING"
        " fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii')"
    )


def _indexes_of_lists() -> None:
    op.drop_index("ix_cases_stage", "cases")
    for name in _LISTED_BY:
        op.create_index(f"ix_cases_{name}", "cases", [name, "received_at", "id"])
    breached = sa.text("breached")
    op.create_index(
        "ix_cases_breached",
        "cases",
        ["received_at", "id"],
        postgresql_where=breached,
        sqlite_where=breached,
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kept_at", Utc(), nullable=False),
        sa.Column("case_id", sa.String(11), nullable=True),
        sa.Column("event_seq", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(32), nullable=True),
        sa.Column("linked_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])
    op.create_index("ix_attachments_case_id", "attachments", ["case_id"])
    op.create_index("ix_attachments_linked_at", "attachments", ["linked_at", "kept_at"])
