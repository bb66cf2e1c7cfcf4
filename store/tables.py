"""The tables. What a person wrote, and who a customer is, stands in `submissions` and
`event_texts` (and in `decisions` until it is carried out), nowhere else."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store import (
    tables_analysis,
    tables_desk,
    tables_identity,
    tables_portal,
    tables_privacy,
    tables_trials,
    tables_webhooks,
)
from store import tables_files as files
from store.columns import Json, Utc

# Whoever knows the tables knows those of other subjects too.
__all__ = [
    "tables_analysis",
    "tables_desk",
    "tables_identity",
    "tables_portal",
    "tables_privacy",
    "tables_trials",
    "tables_webhooks",
]

AttachmentRow = files.AttachmentRow
_OPEN = text("closed_at IS NULL")
LISTED_BY = ("stage", "category", "team", "owner", "channel", "sentiment", "module")
"""A page of the cases of one of these is read from an index."""
COUNTED_BY = (
    "stage",
    "team",
    "breached",
    "confidential",
    "owner",
    "priority",
    "category",
    "channel",
)
"""Open cases are counted by these in an index alone, whatever is asked of them."""


def _instant(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Utc(), nullable=nullable, index=index))


def _json(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Json, nullable=nullable))


class Case(SQLModel, table=True):
    """One case; all but `state` repeats its state in columns, to filter and sort by. `sentiment`
    and `module` repeat what its events said last.

    `started_at` is when the workflow was started; none while that is still to be done.
    `ahead_since` is when the record wrote something without the workflow; none once that knows.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("source", "channel", "external_id"),
        Index("ix_cases_received_at", "received_at", "id"),
        *(Index(f"ix_cases_{name}", name, "received_at", "id") for name in LISTED_BY),
        *(
            Index(
                *(f"ix_cases_open_{name}", name, "due_at", "id"),
                postgresql_where=_OPEN,
                sqlite_where=_OPEN,
            )
            for name in ("stage", "owner")
        ),
        Index(
            *("ix_cases_open_counted", *COUNTED_BY, "due_at", "id"),
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index(
            *("ix_cases_breached", "received_at", "id"),
            postgresql_where=text("breached"),
            sqlite_where=text("breached"),
        ),
    )

    id: str = Field(primary_key=True, max_length=11)
    external_id: str | None = Field(default=None, max_length=200)
    source: str = Field(default="cli", max_length=48)
    channel: str = Field(max_length=40)
    locale: str = Field(max_length=2)
    stage: str = Field(max_length=30)
    outcome: str | None = Field(default=None, max_length=30)
    category: str | None = Field(default=None, max_length=40)
    priority: str | None = Field(default=None, max_length=10)
    team: str | None = Field(default=None, max_length=40)
    owner: str | None = Field(default=None, max_length=32)
    cycle: int = 1
    seq: int = 0
    breached: bool = False
    confidential: bool = False
    sentiment: str | None = Field(default=None, max_length=10)
    module: str | None = Field(default=None, max_length=40)
    ended: bool = Field(default=False, index=True)
    policy_version: str = Field(foreign_key="policies.version", max_length=64)
    received_at: datetime = _instant()
    closed_at: datetime | None = _instant(nullable=True)
    due_at: datetime | None = _instant(nullable=True)
    started_at: datetime | None = _instant(nullable=True, index=True)
    exported_at: datetime | None = _instant(nullable=True)
    ahead_since: datetime | None = _instant(nullable=True, index=True)
    state: dict[str, Any] = _json()


class Submission(SQLModel, table=True):
    """Who sent a case, and their words."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_address", text("lower(contact)")),)

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    text: str
    name: str | None = None
    contact: str | None = None


class EventRow(SQLModel, table=True):
    """One event of a case. Rows are only ever added; a trigger refuses anything else."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("case_id", "request_id", "kind"),
        Index("ix_events_at", "at"),
    )

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    seq: int = Field(primary_key=True)
    at: datetime = _instant()
    kind: str = Field(max_length=30)
    by: str = Field(max_length=32)
    cycle: int
    request_id: str | None = Field(default=None, max_length=64)
    data: dict[str, Any] = _json()


class EventText(SQLModel, table=True):
    """What a person wrote in an event."""

    __tablename__ = "event_texts"

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    seq: int = Field(primary_key=True)
    texts: dict[str, str] = _json()


class DecisionRow(SQLModel, table=True):
    """A decision that a door accepted. `texts` move to the event when it is carried out.

    `delivered_at` is when the workflow was known to have it in its history: the record alone may
    have carried it out and both worker and server have died before that was written there.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("case_id", "request_id"),
        Index("ix_decisions_undelivered", "delivered_at", "accepted_at"),
        Index("ix_decisions_by", "by", "kind", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: str = Field(max_length=64)
    case_id: str = Field(foreign_key="cases.id", max_length=11)
    kind: str = Field(max_length=30)
    by: str = Field(max_length=32)
    cycle: int | None = None
    expects: int | None = None
    via: str | None = Field(default=None, max_length=48)
    choice: dict[str, Any] = _json()
    texts: dict[str, str] | None = _json(nullable=True)
    accepted_at: datetime | None = _instant(nullable=True)
    status: str = Field(default="accepted", max_length=10)
    refusal: str | None = Field(default=None, max_length=30)
    event_seq: int | None = None
    delivered_at: datetime | None = _instant(nullable=True)
    shell: str | None = Field(default=None, max_length=32)


class RequestRow(SQLModel, table=True):
    """That a caller of the HTTP API has sent a request under a key: hashes of both, and enough to
    build the answer anew; never a person's words."""

    __tablename__ = "requests"
    __table_args__ = (Index("ix_requests_at", "at"),)

    source: str = Field(primary_key=True, max_length=48)
    key: str = Field(primary_key=True, max_length=64)
    digest: str = Field(max_length=64)
    told: dict[str, Any] = _json()
    at: datetime = _instant()


class Mail(SQLModel, table=True):
    """One mail, written ahead. The first four columns are its key and make its Message-ID."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_status", "status", "case_id"),)

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    template: str = Field(primary_key=True, max_length=30)
    cycle: int = Field(primary_key=True)
    occurrence: int = Field(primary_key=True)
    event_seq: int
    status: str = Field(default="unsent", max_length=15)
    code: int | None = None
    created_at: datetime = _instant()
    sent_at: datetime | None = _instant(nullable=True)


class PolicyRow(SQLModel, table=True):
    """A version of the policy; `version` is the hash of its text and its calendars.

    `calendars` holds the holidays that were known when it was applied.
    """

    __tablename__ = "policies"

    version: str = Field(primary_key=True, max_length=64)
    text: str
    calendars: dict[str, Any] = _json()
    created_at: datetime = _instant()


class PolicyChange(SQLModel, table=True):
    """That a version was put in force; the latest change counts. Rows are only ever added."""

    __tablename__ = "policy_changes"

    id: int | None = Field(default=None, primary_key=True)
    version: str = Field(foreign_key="policies.version", max_length=64)
    by: str = Field(max_length=32)
    at: datetime = _instant()
    reason: str | None = Field(default=None, max_length=500)


class HistoryRow(SQLModel, table=True):
    """The exported history of one run of a case's workflow, as gzipped JSON."""

    __tablename__ = "histories"

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    run_id: str = Field(primary_key=True, max_length=40)
    exported_at: datetime = _instant()
    history: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class WorkerRow(SQLModel, table=True):
    """A worker that is running: which schema it was written for, and when it was last alive."""

    __tablename__ = "workers"

    id: str = Field(primary_key=True, max_length=100)
    revision: str = Field(max_length=40)
    seen_at: datetime = _instant()


class AbsenceRow(SQLModel, table=True):
    """That somebody is away from an instant on until another; one that was taken back stays."""

    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_login", "login", "ends"),)

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(max_length=32)
    starts: datetime = _instant()
    ends: datetime = _instant()
    deputy: str | None = Field(default=None, max_length=32)
    by: str = Field(max_length=32)
    noted_at: datetime = _instant()
    removed_at: datetime | None = _instant(nullable=True)
    removed_by: str | None = Field(default=None, max_length=32)


class NoticeRow(SQLModel, table=True):
    """That somebody is to hear of an event: a login, or `@` and a team.

    `settled_at` is when it had been put into a digest for every target; none before.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("case_id", "event_seq", "recipient"),
        Index("ix_notices_settled_at", "settled_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="cases.id", max_length=11)
    event_seq: int
    recipient: str = Field(max_length=41)
    reason: str = Field(max_length=20)
    instead_of: str | None = Field(default=None, max_length=32)
    team: str = Field(max_length=40)
    priority: str | None = Field(default=None, max_length=10)
    critical: bool = False
    written_at: datetime = _instant()
    settled_at: datetime | None = _instant(nullable=True)


class DigestRow(SQLModel, table=True):
    """Notices that go to one target together, written ahead; the id makes the Message-ID.

    `next_try_at` is also the lease of whoever is sending it: until then it is nobody else's.
    """

    __tablename__ = "digests"
    __table_args__ = (
        Index("ix_digests_status", "status", "next_try_at"),
        Index("ix_digests_target", "target", "written_at"),
    )

    id: str = Field(primary_key=True, max_length=60)
    way: str = Field(max_length=10)
    target: str = Field(max_length=254)
    recipient: str = Field(max_length=41)
    locale: str | None = Field(default=None, max_length=2)
    written_at: datetime = _instant()
    status: str = Field(default="unsent", max_length=10)
    attempts: int = 0
    next_try_at: datetime = _instant()
    sent_at: datetime | None = _instant(nullable=True)
    code: int | None = None
    trouble: str | None = Field(default=None, max_length=60)


class DigestNotice(SQLModel, table=True):
    """That a digest tells of a notice."""

    __tablename__ = "digest_notices"
    __table_args__ = (Index("ix_digest_notices_notice_id", "notice_id"),)

    digest_id: str = Field(primary_key=True, foreign_key="digests.id", max_length=60)
    notice_id: int = Field(primary_key=True, foreign_key="notices.id")
