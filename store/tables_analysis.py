"""The tables of the analysis. `answer` and `sketch` are made of a customer's words."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from store.columns import Json, Utc


class AnalysisRow(SQLModel, table=True):
    """What an analyzer said of a case: `answer` is a `schemas.analysis.Analysis`, or missing where
    `trouble` says why there is none."""

    __tablename__ = "analyses"
    __table_args__ = (Index("ix_analyses_at", "analyzer", "at"),)

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    number: int = Field(primary_key=True)
    analyzer: str = Field(max_length=20)
    model: str = Field(max_length=60)
    at: datetime = Field(sa_column=Column(Utc(), nullable=False))
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(Json, nullable=True))
    trouble: str | None = Field(default=None, max_length=60)


class LikenessRow(SQLModel, table=True):
    """What a case is compared with others by. `digest` is equal for texts that say the same letter
    by letter; `number` only grows, so a reader knows what is new to it."""

    __tablename__ = "likenesses"
    __table_args__ = (Index("ix_likenesses_digest", "digest"), {"sqlite_autoincrement": True})

    number: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="cases.id", max_length=11, unique=True)
    digest: str = Field(max_length=32)
    sketch: bytes
    model: str = Field(max_length=60)


class ModelRow(SQLModel, table=True):
    """A model that was trained in this installation. The latest with `taken_at` is in use."""

    __tablename__ = "models"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, unique=True)
    trained_at: datetime = Field(sa_column=Column(Utc(), nullable=False))
    trained_by: str = Field(max_length=32)
    content: bytes
    card: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    taken_at: datetime | None = Field(default=None, sa_column=Column(Utc(), nullable=True))
