"""The tables of what was erased. They hold nothing of the persons."""

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from store.columns import Utc


class ErasureRow(SQLModel, table=True):
    """That something was erased: when, by whom, and why. Rows are only ever added."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_at", "at", "id"),)

    id: str = Field(primary_key=True, max_length=32)
    at: datetime = Field(sa_column=Column(Utc(), nullable=False))
    by: str = Field(max_length=32)
    shell_user: str | None = Field(default=None, max_length=64)
    """The system's user who gave the command; none if no command did."""
    cause: str = Field(max_length=10)
    reason: str | None = None


class ErasedCase(SQLModel, table=True):
    """A case whose persons were erased. `told_at` is when its workflow was known to be over."""

    __tablename__ = "erased_cases"
    __table_args__ = (
        Index("ix_erased_cases_told_at", "told_at", "case_id"),
        Index("ix_erased_cases_erasure_id", "erasure_id"),
    )

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    erasure_id: str = Field(foreign_key="erasures.id", max_length=32)
    told_at: datetime | None = Field(default=None, sa_column=Column(Utc(), nullable=True))
