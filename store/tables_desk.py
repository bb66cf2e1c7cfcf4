"""The tables of the desk. Of these, drafts alone hold what persons wrote.

Whose turn it is (`turns`) repeats what the states of cases say, so that it can be asked for.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.columns import Json, Utc


def _instant() -> Any:
    return Field(default=None, sa_column=Column(Utc(), nullable=False))


class TurnRow(SQLModel, table=True):
    """That a case waits for somebody: a login, or `@` and a team; `what` is `approval` or the name
    of a task."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_who", "who", "case_id"),)

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    who: str = Field(primary_key=True, max_length=41)
    what: str = Field(primary_key=True, max_length=12)


class DraftRow(SQLModel, table=True):
    """What somebody began to write with a case and has not sent. `expects` is the version of the
    case that was seen then."""

    __tablename__ = "drafts"

    login: str = Field(primary_key=True, foreign_key="accounts.login", max_length=32)
    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    form: str = Field(primary_key=True, max_length=20)
    texts: dict[str, str] = Field(default=None, sa_column=Column(Json, nullable=False))
    expects: int | None = None
    saved_at: datetime = _instant()


class PresenceRow(SQLModel, table=True):
    """That somebody had a case before him or her at an instant."""

    __tablename__ = "presences"

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=11)
    login: str = Field(primary_key=True, foreign_key="accounts.login", max_length=32)
    seen_at: datetime = _instant()


class SavedViewRow(SQLModel, table=True):
    """A filter that somebody gave a name to; `query` is what the address bar says of it."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("login", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(foreign_key="accounts.login", max_length=32)
    name: str = Field(max_length=60)
    query: str = Field(max_length=500)
    saved_at: datetime = _instant()
