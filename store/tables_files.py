"""The table of attachments. The bytes lie in files beside the record, each once."""

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from store.columns import Utc


class AttachmentRow(SQLModel, table=True):
    """A file that somebody sent. `name` is a person's words.

    `case_id` is none until it is linked: one that never is, is thrown away after a day.
    """

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_linked_at", "linked_at", "kept_at"),)

    id: str = Field(primary_key=True, max_length=22)
    sha256: str = Field(max_length=64, index=True)
    size: int
    type: str = Field(max_length=100)
    name: str
    kept_at: datetime = Field(sa_column=Column(Utc(), nullable=False))
    case_id: str | None = Field(default=None, foreign_key="cases.id", max_length=11, index=True)
    event_seq: int | None = None
    by: str | None = Field(default=None, max_length=32)
    linked_at: datetime | None = Field(default=None, sa_column=Column(Utc(), nullable=True))
