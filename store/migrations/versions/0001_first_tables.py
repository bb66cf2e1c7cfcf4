"""The first tables"""

import sqlalchemy as sa
from alembic import op

from store.columns import Json, Utc

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "policies",
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("revision", sa.String(40), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(11), nullable=False),
        sa.Column("external_id", sa.String(200), nullable=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("stage", sa.String(30), nullable=False),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.Column("category", sa.String(40), nullable=True),
        sa.Column("priority", sa.String(10), nullable=True),
        sa.Column("team", sa.String(40), nullable=True),
        sa.Column("owner", sa.String(32), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("policy_version", sa.String(64), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("started_at", Utc(), nullable=True),
        sa.Column("exported_at", Utc(), nullable=True),
        sa.Column("state", Json, nullable=False),
        sa.ForeignKeyConstraint(["policy_version"], ["policies.version"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "external_id"),
    )
    op.create_index("ix_cases_ended", "cases", ["ended"])
    op.create_index("ix_cases_received_at", "cases", ["received_at", "id"])
    op.create_index("ix_cases_stage", "cases", ["stage"])
    op.create_index("ix_cases_started_at", "cases", ["started_at"])

    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("choice", Json, nullable=False),
        sa.Column("texts", Json, nullable=True),
        sa.Column("accepted_at", Utc(), nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("refusal", sa.String(30), nullable=True),
        sa.Column("event_seq", sa.Integer(), nullable=True),
        sa.Column("delivered_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "request_id"),
    )
    op.create_index("ix_decisions_undelivered", "decisions", ["delivered_at", "accepted_at"])

    op.create_table(
        "event_texts",
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "seq"),
    )
    op.create_table(
        "events",
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "seq"),
        sa.UniqueConstraint("case_id", "request_id", "kind"),
    )
    op.create_table(
        "histories",
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("run_id", sa.String(40), nullable=False),
        sa.Column("exported_at", Utc(), nullable=False),
        sa.Column("history", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "run_id"),
    )
    op.create_table(
        "mails",
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("template", sa.String(30), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(15), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "template", "cycle", "occurrence"),
    )
    op.create_index("ix_mails_status", "mails", ["status", "case_id"])

    op.create_table(
        "submissions",
        sa.Column("case_id", sa.String(11), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    _make_append_only()


def _make_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events"
                " BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'events are only ever added'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_only_added BEFORE UPDATE OR DELETE ON events"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER events_not_emptied BEFORE TRUNCATE ON events"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
