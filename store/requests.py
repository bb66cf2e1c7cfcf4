"""Requests of the HTTP API that were sent under a key, so that none is carried out twice."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from schemas.errors import OtherRequest
from store.database import Database
from store.tables import RequestRow


@dataclass(frozen=True)
class Request:
    """A request under a key, without what it says: `key` and `digest` are hashes."""

    source: str
    key: str
    digest: str
    life: timedelta
    """How long the key is remembered."""

    @classmethod
    def of(cls, source: str, key: str, content: bytes, life: timedelta) -> "Request":
        """The digest is made with the key, which is kept nowhere: a short text cannot be guessed
        from it."""
        hashed = hashlib.sha256(key.encode()).hexdigest()
        digest = hashlib.sha256(key.encode() + b"\0" + content).hexdigest()
        return cls(source, hashed, digest, life)


def told(session: Session, request: Request, now: datetime) -> dict[str, Any] | None:
    """What was remembered with a request; none if it is new, or was long ago.

    Raises:
        OtherRequest: the key was used for another request.
    """
    row = session.get(RequestRow, (request.source, request.key))
    if row is None or row.at <= now - request.life:
        return None
    if row.digest != request.digest:
        raise OtherRequest
    return row.told


def remember(session: Session, request: Request, told: dict[str, Any], at: datetime) -> None:
    """Remember a request, and forget what is too old."""
    session.connection().execute(delete(RequestRow).where(col(RequestRow.at) <= at - request.life))
    kept = {"source": request.source, "key": request.key, "digest": request.digest}
    session.add(RequestRow(**kept, told=told, at=at))
    session.flush()


class Requests:
    """The requests of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def told(self, request: Request, now: datetime) -> dict[str, Any] | None:
        """What was remembered with a request; none if it is new.

        Raises:
            OtherRequest: the key was used for another request.
        """
        with self._database.reading() as session:
            return told(session, request, now)

    def claim(self, request: Request, first: dict[str, Any], now: datetime) -> dict[str, Any]:
        """Remember a request unless it is known; what is remembered with it.

        Raises:
            OtherRequest: the key was used for another request.
            Conflict: it was sent twice at this very moment; to be tried again.
        """
        with self._database.writing() as session:
            known = told(session, request, now)
            if known is None:
                remember(session, request, first, now)
            return first if known is None else known
