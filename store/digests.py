"""What people are told: notices as they wait, and the digests in which they go out."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, text
from sqlmodel import Session, col, or_, select, update

from schemas.enums import Priority
from schemas.events import Event
from schemas.notices import (
    Digest,
    DigestStatus,
    Draft,
    Notice,
    OwnLink,
    Reason,
    Recipient,
    Waiting,
    Way,
)
from schemas.policy import Policy
from store import members, own_links
from store.database import Database
from store.tables import DigestNotice, DigestRow, EventRow, NoticeRow

_UNSENT = col(DigestRow.status) == DigestStatus.UNSENT


class Gathering:
    """One gathering of what waits, in a transaction that no other one runs beside."""

    def __init__(self, session: Session, policy: Policy) -> None:
        self.policy = policy
        self._session = session

    def waiting(self) -> list[Waiting]:
        """Every notice that has not gone out on every way, the oldest first."""
        unsettled = col(NoticeRow.settled_at).is_(None)
        rows = self._session.exec(select(NoticeRow).where(unsettled).order_by(col(NoticeRow.id)))
        reached = self._reached()
        return [_waiting(row, frozenset(reached.get(row.id or 0, ()))) for row in rows]

    def busy(self, since: datetime) -> set[str]:
        """Targets that have had a digest since an instant, or have one that is not sent."""
        query = select(DigestRow.target).where(or_(_UNSENT, col(DigestRow.written_at) > since))
        return set(self._session.exec(query))

    def refused(self, since: datetime) -> set[str]:
        """Addresses that were refused since an instant."""
        query = select(DigestRow.target).where(
            DigestRow.status == DigestStatus.REFUSED, DigestRow.written_at > since
        )
        return set(self._session.exec(query))

    def write(self, draft: Draft, now: datetime) -> str:
        """Write a digest ahead; its id is made from its target and the second."""
        row = DigestRow(
            id=_digest_id(draft, now),
            way=draft.way,
            target=draft.target,
            recipient=draft.recipient,
            locale=draft.locale,
            written_at=now,
            next_try_at=now,
        )
        self._session.add(row)
        self._session.flush()
        for number in draft.notices:
            self._session.add(DigestNotice(digest_id=row.id, notice_id=number))
        return row.id

    def forget(self, now: datetime) -> None:
        """Forget the addresses of those who asked for their cases, once their links are over."""
        own_links.forget(self._session, now)

    def settle(self, numbers: Sequence[int], now: datetime) -> None:
        """Note that notices are in a digest for every target."""
        self._session.exec(
            update(NoticeRow).where(col(NoticeRow.id).in_(numbers)).values(settled_at=now)
        )

    def _reached(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        query = (
            select(DigestNotice.notice_id, DigestRow.target)
            .join(DigestRow, col(DigestRow.id) == DigestNotice.digest_id)
            .join(NoticeRow, col(NoticeRow.id) == DigestNotice.notice_id)
            .where(col(NoticeRow.settled_at).is_(None), DigestRow.status != DigestStatus.REFUSED)
        )
        for number, target in self._session.exec(query):
            found.setdefault(number, set()).add(target)
        return found


@dataclass(frozen=True)
class Trouble:
    """A digest that did not reach its recipient: refused, or tried so often in vain."""

    way: Way
    recipient: str
    attempts: int
    why: str


class Digests:
    """The digests of one record. `first_policy` is the policy where none is in force yet."""

    def __init__(self, database: Database, first_policy: str) -> None:
        self._database = database
        self._first = first_policy

    @contextmanager
    def gathering(self) -> Iterator[Gathering]:
        """Gather what waits; written at the end of the block, or not at all."""
        policy = self.policy()
        with self._database.writing() as session:
            _one_at_a_time(session)
            yield Gathering(session, policy)

    def policy(self) -> Policy:
        """The policy in force: who has which address is a matter of today."""
        return members.latest(self._database, self._first)

    def own_link(self, link_id: str, now: datetime) -> OwnLink | None:
        """Whom a digest of somebody's own cases goes to; none if nothing is to be sent: the link
        is over, or the address has no case."""
        links = own_links.OwnLinks(self._database)
        found = links.find(link_id, now)
        return found if found and links.cases(found.address) else None

    def to_send(self, now: datetime, limit: int) -> list[str]:
        """Digests that may be tried now; those that wait longest since they were tried first."""
        query = (
            select(DigestRow.id)
            .where(_UNSENT, DigestRow.next_try_at <= now)
            .order_by(col(DigestRow.next_try_at), col(DigestRow.id))
            .limit(limit)
        )
        with self._database.reading() as session:
            return list(session.exec(query))

    def claim(self, digest_id: str, now: datetime, lease: timedelta) -> Digest | None:
        """Take a digest to send it, for the time of the lease; none if somebody else has it."""
        free = _unsent(digest_id).where(col(DigestRow.next_try_at) <= now)
        taken = free.values(next_try_at=now + lease, attempts=DigestRow.attempts + 1)
        with self._database.writing() as session:
            found = cast("CursorResult[Any]", session.connection().execute(taken))
            if found.rowcount != 1:
                return None
            row = session.get_one(DigestRow, digest_id)
            return _digest(row, _told(session, digest_id))

    def sent(self, digest_id: str, now: datetime) -> None:
        self._end(digest_id, DigestStatus.SENT, sent_at=now)

    def dropped(self, digest_id: str) -> None:
        self._end(digest_id, DigestStatus.DROPPED)

    def refused(self, digest_id: str, code: int) -> None:
        """Note that an address is refused; what it was to be told waits for another way."""
        of_digest = select(DigestNotice.notice_id).where(DigestNotice.digest_id == digest_id)
        waits = update(NoticeRow).where(col(NoticeRow.id).in_(of_digest)).values(settled_at=None)
        ended = _unsent(digest_id).values(status=DigestStatus.REFUSED, code=code, trouble=None)
        with self._database.writing() as session:
            if cast("CursorResult[Any]", session.connection().execute(ended)).rowcount:
                session.exec(waits)

    def put_off(self, digest_id: str, until: datetime, trouble: str, code: int | None) -> None:
        """Note why a digest could not be sent, and when it may be tried again."""
        self._change(digest_id, next_try_at=until, trouble=trouble[:60], code=code)

    def troubles(self, since: datetime) -> list[Trouble]:
        """What could not be told and is tried again, and who refused it since an instant; which
        address a stranger typed in is no trouble of ours."""
        in_vain = _UNSENT & (col(DigestRow.trouble).is_not(None))
        refused = (col(DigestRow.status) == DigestStatus.REFUSED) & (
            col(DigestRow.written_at) > since
        )
        ours = col(DigestRow.way) != Way.OWN
        query = select(DigestRow).where(ours, or_(in_vain, refused)).order_by(col(DigestRow.id))
        with self._database.reading() as session:
            return [
                Trouble(
                    Way(row.way), row.recipient, row.attempts, row.trouble or f"SMTP {row.code}"
                )
                for row in session.exec(query)
            ]

    def waiting(self, before: datetime) -> list[Waiting]:
        """The notices written before an instant that have not gone out on every way."""
        with self._database.reading() as session:
            found = Gathering(session, self.policy()).waiting()
        return [notice for notice in found if notice.written_at < before]

    def _end(self, digest_id: str, status: DigestStatus, **more: Any) -> None:
        self._change(digest_id, status=status, trouble=None, **more)

    def _change(self, digest_id: str, **values: Any) -> None:
        with self._database.writing() as session:
            session.exec(_unsent(digest_id).values(**values))


def _unsent(digest_id: str) -> Update:
    """Changes a digest, unless it has come to its end."""
    return update(DigestRow).where(col(DigestRow.id) == digest_id, _UNSENT)


def _digest_id(draft: Draft, now: datetime) -> str:
    target = hashlib.sha256(draft.target.lower().encode()).hexdigest()[:12]
    return f"digest.{draft.way}-{target}.{now:%Y%m%d}.{now:%H%M%S}"


def _waiting(row: NoticeRow, reached: frozenset[str]) -> Waiting:
    names = ("id", "recipient", "team", "critical", "written_at")
    values = {name: getattr(row, name) for name in names}
    return Waiting.model_validate({**values, "reached": reached})


def _told(session: Session, digest_id: str) -> tuple[Notice, ...]:
    query = (
        select(NoticeRow, EventRow)
        .join(DigestNotice, col(DigestNotice.notice_id) == NoticeRow.id)
        .join(
            EventRow,
            (col(EventRow.case_id) == NoticeRow.case_id)
            & (col(EventRow.seq) == NoticeRow.event_seq),
        )
        .where(DigestNotice.digest_id == digest_id)
        .order_by(col(NoticeRow.id))
    )
    return tuple(_notice(row, event) for row, event in session.exec(query))


def _notice(row: NoticeRow, event: EventRow) -> Notice:
    return Notice(
        case_id=row.case_id,
        to=Recipient(name=row.recipient, reason=Reason(row.reason), instead_of=row.instead_of),
        team=row.team,
        priority=Priority(row.priority) if row.priority else None,
        critical=row.critical,
        written_at=row.written_at,
        happened=Event.model_validate(event.model_dump()),
    )


def _digest(row: DigestRow, told: tuple[Notice, ...]) -> Digest:
    fields = {name: getattr(row, name) for name in Digest.model_fields if name != "notices"}
    return Digest.model_validate({**fields, "way": Way(row.way), "notices": told})


def _one_at_a_time(session: Session) -> None:
    """Two passes must see each other's digests; SQLite has one writer anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE digests IN SHARE ROW EXCLUSIVE MODE"))
