"""The mails of a case, written ahead within its transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from schemas.enums import MailStatus, Template
from schemas.events import Event
from schemas.state import MailRef
from store import statements as sql


@dataclass(frozen=True)
class WrittenMail:
    """A mail that is written ahead: what became of it, and the event that called for it."""

    status: MailStatus
    event_seq: int


def write(connection: Connection, case_id: str, template: Template, event: Event) -> MailRef:
    """Write a mail ahead; its occurrence counts the same template within the cycle."""
    key = {"a_case": case_id, "a_template": template.value, "a_cycle": event.cycle}
    last = connection.execute(sql.LAST_OCCURRENCE, key).mappings().one()
    ref = MailRef(
        case_id=case_id,
        template=template,
        cycle=event.cycle,
        occurrence=(last["max_1"] or 0) + 1,
    )
    connection.execute(
        sql.ADD_MAIL,
        {
            **ref.model_dump(mode="json"),
            "event_seq": event.seq,
            "status": MailStatus.UNSENT,
            "created_at": event.at,
        },
    )
    return ref


def find(connection: Connection, ref: MailRef) -> WrittenMail | None:
    """What became of a mail that was written ahead."""
    row = connection.execute(sql.GET_MAIL, _key(ref)).mappings().first()
    return WrittenMail(MailStatus(row["status"]), row["event_seq"]) if row else None


def mark(
    connection: Connection, ref: MailRef, status: MailStatus, at: datetime, code: int | None
) -> None:
    """Note that a mail was sent, or given up; `code` is what the mail server said."""
    sent_at = at if status is MailStatus.SENT else None
    values = {"new_status": status, "new_code": code, "new_sent_at": sent_at}
    connection.execute(sql.MARK_MAIL, {**_key(ref), **values})


def _key(ref: MailRef) -> dict[str, Any]:
    return {
        "a_case": ref.case_id,
        "a_template": ref.template.value,
        "a_cycle": ref.cycle,
        "an_occurrence": ref.occurrence,
    }
