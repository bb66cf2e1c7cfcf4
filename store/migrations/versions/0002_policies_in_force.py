"""Which policy is in force, and the calendars of each version"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.columns import Json, Utc

revision = "0002"
down_revision = "0001"

_ALWAYS = {"247": {"spec": {"zone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}}}}
_WARNED = re.compile(r"^warn_at = ([0-9.]+).*$", re.MULTILINE)
_WAS_IN_CODE = """
[[pauses]]
stage = "clarifying"
clocks = ["analyze", "resolve"]

[[escalation]]
at = {share}
tell = ["team"]

[[escalation]]
at = 1.0
tell = ["team"]
"""


def upgrade() -> None:
    op.add_column("policies", sa.Column("calendars", Json, nullable=False, server_default="{}"))
    op.create_table(
        "policy_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["policies.version"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _bring_up_to_date()
    _put_in_force()


def _bring_up_to_date() -> None:
    """Write the policies of running cases in today's form; what they promise stays the same."""
    policies: Any = sa.table(
        "policies", sa.column("version"), sa.column("text"), sa.column("calendars", Json)
    )
    connection = op.get_bind()
    for version, text in connection.execute(sa.select(policies.c.version, policies.c.text)).all():
        connection.execute(
            sa.update(policies)
            .where(policies.c.version == version)
            .values(text=_today(text), calendars=_ALWAYS)
        )


def _put_in_force() -> None:
    """The version that the latest case began with stays the one for new cases."""
    policies: Any = sa.table("policies", sa.column("version"), sa.column("created_at"))
    changes: Any = sa.table("policy_changes", *map(sa.column, ("version", "by", "at")))
    latest = (
        sa.select(policies.c.version, sa.literal("system"), policies.c.created_at)
        .order_by(policies.c.created_at.desc(), policies.c.version)
        .limit(1)
    )
    op.execute(sa.insert(changes).from_select(["version", "by", "at"], latest))


def _today(text: str) -> str:
    warned = _WARNED.search(text)
    share = warned[1] if warned else "0.8"
    return 'calendar = "247"\n' + _WARNED.sub("", text) + _WAS_IN_CODE.format(share=share)
