"""Where the record holds what persons wrote and who they are, table by table, and how it goes.

Every table of the record is named here, or a test fails: a new one is thought of when it is made.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update
from sqlmodel import SQLModel

from schemas.enums import DecisionStatus, MailStatus, Refusal
from store import search_index
from store.statements import CASES, DECISIONS, MAILS, SUBMISSIONS

EMPTIED: Mapping[str, Mapping[str, Any]] = {
    "submissions": {"text": "", "name": None, "contact": None},
    "decisions": {"texts": None},
}
"""Tables whose rows of a case stay, and what these columns of theirs become."""
REMOVED: tuple[str, ...] = ("event_texts", "drafts", "analyses", "likenesses")
"""Tables whose rows of a case go. They have a column `case_id`."""
KEPT: Mapping[str, str] = {
    "attachments": "names of files, erased with their bytes by `store.kept_files`",
    "search_words": "the words of a case, erased by `store.search_index`",
    "search_index": "hashes of words, erased with them",
}
"""Tables that somebody else erases."""
BY_ADDRESS: tuple[str, ...] = ("own_links",)
"""Tables whose rows of an address go, whichever case it has. They have a column `address`."""
HARMLESS: Mapping[str, str] = {
    "cases": "enums, numbers, times; `external_id` becomes a pseudonym",
    "events": "enums, numbers, logins, times: what persons wrote stands in event_texts",
    "mails": "the key of each mail, and what became of it",
    "notices": "logins of staff, and which event they are told of",
    "digests": "addresses of staff and of team chats",
    "digest_notices": "numbers",
    "histories": "what Temporal knew: nothing of a person",
    "policies": "the company's own text",
    "policy_changes": "logins of staff, and why; the reason must not name a customer",
    "models": "weights: what many texts have in common, and figures",
    "trials": "logins of staff, the company's own text, and figures",
    "workers": "names of machines",
    "absences": "logins of staff",
    "requests": "hashes, case ids and enums",
    "webhooks": "addresses of systems, and who let them hear",
    "webhook_messages": "numbers, and why a system did not take a message",
    "turns": "logins and teams of staff, names of tasks",
    "presences": "logins of staff",
    "saved_views": "logins of staff, and filters they keep; a name must not name a customer",
    "accounts": "logins and addresses of staff; `Accounts.erase` leaves the login",
    "sessions": "logins of staff and names of their browsers",
    "sign_in_attempts": "hashes",
    "board": "numbers, and which event holds the public words",
    "votes": "keyed hashes",
    "recovery_codes": "hashes",
    "keys": "names of keys, and hashes",
    "identity_changes": "logins of staff and names of keys, who changed them, when and what",
    "erasures": "who erased, when and why; the reason must not name the customer",
    "erased_cases": "ids of cases",
}
"""Tables that hold nothing of a customer, and what they hold instead."""
_PSEUDONYM = "erased:"


def forget(connection: Connection, case_id: str, event_seq: int, at: datetime) -> None:
    """Erase all that a case holds of persons. `event_seq` is the event that says so."""
    for name in BY_ADDRESS:  # while the submission still tells the address
        table = _table(name)
        mine = select(func.lower(SUBMISSIONS.c.contact)).where(SUBMISSIONS.c.case_id == case_id)
        connection.execute(delete(table).where(table.c.address.in_(mine)))
    for name, emptied in EMPTIED.items():
        table = _table(name)
        connection.execute(update(table).where(table.c.case_id == case_id).values(emptied))
    for name in REMOVED:
        table = _table(name)
        connection.execute(delete(table).where(table.c.case_id == case_id))
    _end_decisions(connection, case_id, event_seq, at)
    _end_mails(connection, case_id)
    _hide_external_id(connection, case_id)
    search_index.forget(connection, case_id)


def pseudonym(channel: str, external_id: str) -> str:
    """What becomes of an external id: the same item handed in again is known, and not anew."""
    return _PSEUDONYM + hashlib.sha256(f"{channel}\0{external_id}".encode()).hexdigest()


def _end_decisions(connection: Connection, case_id: str, event_seq: int, at: datetime) -> None:
    waiting = (DECISIONS.c.case_id == case_id, DECISIONS.c.status == DecisionStatus.ACCEPTED)
    refused = {
        "status": DecisionStatus.REFUSED,
        "refusal": Refusal.ERASED,
        "event_seq": event_seq,
        "delivered_at": at,
    }
    connection.execute(update(DECISIONS).where(*waiting).values(refused))


def _end_mails(connection: Connection, case_id: str) -> None:
    unsent = (MAILS.c.case_id == case_id, MAILS.c.status == MailStatus.UNSENT)
    connection.execute(update(MAILS).where(*unsent).values(status=MailStatus.SKIPPED))


def _hide_external_id(connection: Connection, case_id: str) -> None:
    mine = CASES.c.id == case_id
    row = connection.execute(select(CASES.c.channel, CASES.c.external_id).where(mine)).one()
    if row.external_id and not row.external_id.startswith(_PSEUDONYM):
        hidden = pseudonym(row.channel, row.external_id)
        connection.execute(update(CASES).where(mine).values(external_id=hidden))


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def unnamed() -> set[str]:
    """The tables that nobody has thought of here."""
    return set(SQLModel.metadata.tables) - {*EMPTIED, *REMOVED, *KEPT, *BY_ADDRESS, *HARMLESS}
