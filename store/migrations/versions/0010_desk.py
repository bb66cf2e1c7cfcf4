"""The desk: whose turn it is, drafts, presence, saved views, and what a person likes to see"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from schemas.state import CaseState
from store.columns import Json, Utc

revision = "0010"
down_revision = "0009"

_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_table("turns", *_key("case_id", "who", "what"), _of_cases())
    op.create_index("ix_turns_who", "turns", ["who", "case_id"])
    op.create_table(
        "drafts",
        *_key("login", "case_id", "form"),
        sa.Column("texts", Json, nullable=False),
        sa.Column("expects", sa.Integer(), nullable=True),
        sa.Column("saved_at", Utc(), nullable=False),
        _of_cases(),
        _of_accounts(),
    )
    op.create_table(
        "presences",
        *_key("case_id", "login"),
        sa.Column("seen_at", Utc(), nullable=False),
        _of_cases(),
        _of_accounts(),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("login", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String(500), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        _of_accounts(),
        sa.UniqueConstraint("login", "name"),
    )
    op.add_column("accounts", sa.Column("locale", sa.String(2), nullable=True))
    op.add_column("accounts", sa.Column("theme", sa.String(5), nullable=True))
    op.create_index("ix_events_at", "events", ["at"])
    for name in ("stage", "owner"):
        columns = [name, "due_at", "id"]
        op.create_index(
            f"ix_cases_open_{name}", "cases", columns, postgresql_where=_OPEN, sqlite_where=_OPEN
        )
    _write_turns()


_LENGTHS = {"case_id": 11, "who": 41, "what": 12, "login": 32, "form": 20}


def _key(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(_LENGTHS[name]), primary_key=True) for name in names]


def _of_cases() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case_id"], ["cases.id"])


def _of_accounts() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["login"], ["accounts.login"])


def _write_turns() -> None:
    connection = op.get_bind()
    found = connection.execute(sa.text("SELECT state FROM cases WHERE closed_at IS NULL")).scalars()
    states = (json.loads(each) if isinstance(each, str) else each for each in found)
    waiting = [CaseState.model_validate(each) for each in states if each]
    rows = [
        {"case_id": state.case_id, "who": who, "what": what}
        for state in waiting
        for who, what in sorted(state.turns)
    ]
    turns = sa.table("turns", sa.column("case_id"), sa.column("who"), sa.column("what"))
    if rows:
        connection.execute(sa.insert(turns), rows)
