"""Mood and part of the product as columns to list by, and counting what was analyzed lately"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_JUDGED = {"sentiment": 10, "module": 40}
_READ = {"sqlite": "json_extract(data, '$.{name}')", "postgresql": "data ->> '{name}'"}
_FILL = """
UPDATE cases SET {name} = (
    SELECT {read} FROM events
    WHERE events.case_id = cases.id AND kind IN ('analyzed', 'triaged') AND {read} IS NOT NULL
    ORDER BY seq DESC LIMIT 1
)
"""


def upgrade() -> None:
    op.create_index("ix_analyses_at", "analyses", ["analyzer", "at"])
    for name, size in _JUDGED.items():
        op.add_column("cases", sa.Column(name, sa.String(size), nullable=True))
        read = _READ[op.get_bind().dialect.name].format(name=name)
        op.execute(_FILL.format(name=name, read=read))
        op.create_index(f"ix_cases_{name}", "cases", [name, "received_at", "id"])
