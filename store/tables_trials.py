"""The table of trials of policies: figures and the company's own text, nothing of a customer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from store.columns import Json, Utc


def _instant() -> Any:
    return Field(default=None, sa_column=Column(Utc(), nullable=False))


class TrialRow(SQLModel, table=True):
    """A trial of `text` on the cases received in [since, until). `heard_at` is when whoever carries
    it out last wrote; `result` is there once it is done. `base` is the version in force that the
    text was written over."""

    __tablename__ = "trials"

    id: str = Field(primary_key=True, max_length=16)
    by: str = Field(max_length=32)
    text: str
    base: str | None = Field(default=None, max_length=64)
    since: datetime = _instant()
    until: datetime = _instant()
    begun_at: datetime = _instant()
    heard_at: datetime = _instant()
    state: str = Field(max_length=10)
    done: int = 0
    total: int = 0
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(Json, nullable=True))
