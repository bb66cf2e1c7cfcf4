"""The tables of the public pages. The board's words stand in `event_texts`, like all of staff's;
the address of somebody who asked for his or her cases stands in `own_links` until the link is over.
"""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from store.columns import Utc


class BoardRow(SQLModel, table=True):
    """A case on the public board, under a number that tells nothing of the case; `event_seq` is
    the event that holds its title and summary."""

    __tablename__ = "board"

    number: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="cases.id", max_length=11, unique=True)
    event_seq: int
    published_at: datetime = Field(sa_column=Column(Utc(), nullable=False))
    removed_at: datetime | None = Field(default=None, sa_column=Column(Utc(), nullable=True))
    votes: int = 0


class VoteRow(SQLModel, table=True):
    """That somebody voted for a case on the board. `voter` is a keyed hash: of a cookie, or of a
    day and a network address."""

    __tablename__ = "votes"

    number: int = Field(primary_key=True, foreign_key="board.number")
    voter: str = Field(primary_key=True, max_length=40)


class OwnLinkRow(SQLModel, table=True):
    """That somebody asked for the cases of an address; deleted when the link is over."""

    __tablename__ = "own_links"

    id: str = Field(primary_key=True, max_length=40)
    address: str = Field(max_length=254, index=True)
    locale: str = Field(max_length=2)
    written_at: datetime = Field(sa_column=Column(Utc(), nullable=False))
    expires_at: datetime = Field(sa_column=Column(Utc(), nullable=False, index=True))
