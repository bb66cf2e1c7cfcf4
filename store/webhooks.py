"""Webhooks, and the messages that are written ahead for them."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, delete, func, text
from sqlmodel import Session, col, select, update

from schemas.enums import EventKind
from schemas.webhooks import DeliveryStatus, Message, NewWebhook
from store.database import Conflict, Database
from store.tables import Case, EventRow
from store.tables_webhooks import WebhookMessage, WebhookRow

_OVERLAP = timedelta(minutes=10)
"""Events are found by their times, and may be committed a while later."""
_KEPT = timedelta(days=30)
_BATCH = 500
_WAITING = col(WebhookMessage.status) == DeliveryStatus.WAITING
_ACTIVE = col(WebhookRow.ended_at).is_(None)
_CASE = ("stage", "outcome", "category", "priority", "team", "channel", "external_id")


class NameTaken(Exception):
    """There is, or was, a webhook of this name; nothing was written."""


@dataclass(frozen=True)
class Standing:
    """A webhook, and how its messages fare."""

    webhook: WebhookRow
    waiting: int
    given_up: int
    trouble: str | None
    """Why the oldest one that waits was not taken."""


class Webhooks:
    """The webhooks of one record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewWebhook, by: str, now: datetime) -> WebhookRow:
        """Let a system hear of what happens from now on.

        Raises:
            NameTaken: another one has this name, or had it.
        """
        row = WebhookRow(
            name=new.name,
            url=new.url,
            events=",".join(each.value for each in new.events),
            created_by=by,
            created_at=now,
            read_at=now,
        )
        try:
            with self._database.writing() as session:
                session.add(row)
        except Conflict:
            raise NameTaken from None
        return row

    def find(self, name: str) -> WebhookRow | None:
        with self._database.reading() as session:
            return session.get(WebhookRow, name)

    def standing(self) -> list[Standing]:
        """Every webhook, ended ones last, with how its messages fare."""
        with self._database.reading() as session:
            rows = session.exec(
                select(WebhookRow).order_by(_ACTIVE.desc(), col(WebhookRow.name))
            ).all()
            return [_standing(session, row) for row in rows]

    def renew_secret(self, name: str) -> int | None:
        """Sign with a new secret, and with the one before it, from now on; which one it is. None
        if there is no such webhook."""
        mine = update(WebhookRow).where(col(WebhookRow.name) == name, _ACTIVE)
        with self._database.writing() as session:
            session.exec(mine.values(generation=WebhookRow.generation + 1))
            found = session.get(WebhookRow, name)
            return found.generation if found and found.ended_at is None else None

    def end(self, name: str, now: datetime) -> bool:
        """Tell a system nothing any more; what waits is given up. False if there is none such."""
        mine = update(WebhookRow).where(col(WebhookRow.name) == name, _ACTIVE)
        waits = update(WebhookMessage).where(col(WebhookMessage.webhook) == name, _WAITING)
        with self._database.writing() as session:
            ended = cast("CursorResult[Any]", session.exec(mine.values(ended_at=now)))
            session.exec(waits.values(status=DeliveryStatus.GIVEN_UP, ended_at=now))
            return ended.rowcount == 1

    def try_again(self, name: str, now: datetime) -> int:
        """Try at once what waits, and once more what was given up; how many messages."""
        mine = col(WebhookMessage.webhook) == name
        open_ones = col(WebhookMessage.status) != DeliveryStatus.DELIVERED
        anew = {"status": DeliveryStatus.WAITING, "next_try_at": now, "written_at": now}
        with self._database.writing() as session:
            done = session.exec(update(WebhookMessage).where(mine, open_ones).values(**anew))
            return cast("CursorResult[Any]", done).rowcount

    def gather(self, now: datetime) -> None:
        """Write messages ahead for all that happened since the last time, and forget old ones."""
        with self._database.writing() as session:
            _one_at_a_time(session)
            for row in session.exec(select(WebhookRow).where(_ACTIVE)).all():
                _gather(session, row, now)
            old = col(WebhookMessage.ended_at) < now - _KEPT
            session.exec(delete(WebhookMessage).where(old))

    def to_send(self, now: datetime, limit: int) -> list[str]:
        """Messages that may be tried now, those that wait longest first."""
        query = (
            select(WebhookMessage.id)
            .where(_WAITING, col(WebhookMessage.next_try_at) <= now)
            .order_by(col(WebhookMessage.next_try_at), col(WebhookMessage.id))
            .limit(limit)
        )
        with self._database.reading() as session:
            return list(session.exec(query))

    def claim(self, message_id: str, now: datetime, lease: timedelta) -> Message | None:
        """Take a message to send it, for the time of the lease; none if somebody else has it."""
        free = _one(message_id).where(col(WebhookMessage.next_try_at) <= now)
        taken = free.values(next_try_at=now + lease, attempts=WebhookMessage.attempts + 1)
        with self._database.writing() as session:
            found = cast("CursorResult[Any]", session.connection().execute(taken))
            return _message(session, message_id) if found.rowcount == 1 else None

    def delivered(self, message_id: str, code: int, now: datetime) -> None:
        self._end(message_id, DeliveryStatus.DELIVERED, code, None, now)

    def give_up(self, message_id: str, code: int | None, trouble: str, now: datetime) -> None:
        self._end(message_id, DeliveryStatus.GIVEN_UP, code, trouble, now)

    def put_off(self, message_id: str, until: datetime, code: int | None, trouble: str) -> None:
        """Note why a message was not taken, and when it is tried again."""
        values = {"next_try_at": until, "code": code, "trouble": trouble[:60]}
        with self._database.writing() as session:
            session.exec(_one(message_id).values(**values))

    def _end(
        self,
        message_id: str,
        status: DeliveryStatus,
        code: int | None,
        trouble: str | None,
        now: datetime,
    ) -> None:
        values = {"status": status, "code": code, "trouble": trouble and trouble[:60]}
        with self._database.writing() as session:
            session.exec(_one(message_id).values(**values, ended_at=now))


def _one(message_id: str) -> Update:
    return update(WebhookMessage).where(col(WebhookMessage.id) == message_id, _WAITING)


def _standing(session: Session, row: WebhookRow) -> Standing:
    mine = col(WebhookMessage.webhook) == row.name
    counted = select(WebhookMessage.status, func.count()).where(mine)
    counts = dict(session.exec(counted.group_by(WebhookMessage.status)).all())
    oldest = select(WebhookMessage.trouble).where(
        mine, _WAITING, col(WebhookMessage.trouble).is_not(None)
    )
    trouble = session.exec(oldest.order_by(col(WebhookMessage.written_at)).limit(1)).first()
    waiting, given_up = (
        counts.get(each.value, 0) for each in (DeliveryStatus.WAITING, DeliveryStatus.GIVEN_UP)
    )
    return Standing(row, waiting, given_up, trouble)


def _gather(session: Session, row: WebhookRow, now: datetime) -> None:
    since = max(row.created_at, row.read_at - _OVERLAP)
    told = select(WebhookMessage.id).where(
        WebhookMessage.webhook == row.name,
        WebhookMessage.case_id == EventRow.case_id,
        WebhookMessage.event_seq == EventRow.seq,
    )
    query = select(EventRow.case_id, EventRow.seq, EventRow.at).where(
        col(EventRow.at) >= since, ~told.exists()
    )
    if row.events:
        query = query.where(col(EventRow.kind).in_(row.events.split(",")))
    order = (col(EventRow.at), EventRow.case_id, col(EventRow.seq))
    found = session.exec(query.order_by(*order).limit(_BATCH)).all()
    session.add_all(_written(row.name, found, now))
    row.read_at = found[-1][2] if len(found) == _BATCH else max(row.read_at, now)
    session.add(row)


def _written(
    name: str, found: Sequence[tuple[str, int, datetime]], now: datetime
) -> Iterable[WebhookMessage]:
    for case_id, seq, _ in found:
        yield WebhookMessage(
            id=f"msg_{secrets.token_urlsafe(18)}",
            webhook=name,
            case_id=case_id,
            event_seq=seq,
            written_at=now,
            next_try_at=now,
        )


def _message(session: Session, message_id: str) -> Message:
    row = session.get_one(WebhookMessage, message_id)
    hook = session.get_one(WebhookRow, row.webhook)
    event = session.get_one(EventRow, (row.case_id, row.event_seq))
    return Message(
        id=row.id,
        url=hook.url,
        webhook=hook.name,
        generation=hook.generation,
        attempts=row.attempts,
        written_at=row.written_at,
        body=_body(event, session.get_one(Case, row.case_id)),
    )


def _body(event: EventRow, case: Case) -> dict[str, Any]:
    now = {name: getattr(case, name) for name in _CASE}
    happened = {"seq": event.seq, "by": event.by, "cycle": event.cycle, "what": event.data}
    return {
        "type": f"case.{EventKind(event.kind).value}",
        "timestamp": event.at.isoformat().replace("+00:00", "Z"),
        "data": {"case": case.id, **happened, "now": now},
    }


def _one_at_a_time(session: Session) -> None:
    """Two passes must not write the same message twice; SQLite has one writer anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE webhook_messages IN SHARE ROW EXCLUSIVE MODE"))
