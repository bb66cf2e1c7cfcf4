"""The tables of webhooks. Messages hold no words: their bodies are made when they are sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.columns import Utc


def _instant(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Utc(), nullable=nullable))


class WebhookRow(SQLModel, table=True):
    """A system that hears of events; rows stay. `events` are joined by commas; empty: all.

    `generation` counts its secrets, which are made from the installation's and stand nowhere.
    `read_at` is the time of the latest event that was looked at for it.
    """

    __tablename__ = "webhooks"

    name: str = Field(primary_key=True, max_length=40)
    url: str = Field(max_length=500)
    events: str = ""
    generation: int = 1
    created_by: str = Field(max_length=32)
    created_at: datetime = _instant()
    read_at: datetime = _instant()
    ended_at: datetime | None = _instant(nullable=True)


class WebhookMessage(SQLModel, table=True):
    """That a system is told of an event, written ahead. `next_try_at` is also the lease of whoever
    is sending it; `trouble` is why it was not taken."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        UniqueConstraint("webhook", "case_id", "event_seq"),
        Index("ix_webhook_messages_status", "status", "next_try_at"),
    )

    id: str = Field(primary_key=True, max_length=32)
    webhook: str = Field(foreign_key="webhooks.name", max_length=40)
    case_id: str = Field(foreign_key="cases.id", max_length=11)
    event_seq: int
    written_at: datetime = _instant()
    status: str = Field(default="waiting", max_length=10)
    attempts: int = 0
    next_try_at: datetime = _instant()
    ended_at: datetime | None = _instant(nullable=True)
    code: int | None = None
    trouble: str | None = Field(default=None, max_length=60)
