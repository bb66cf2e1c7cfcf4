"""Cases in a record, for tests: made as the gateway makes them, and looked at in plain SQL."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import text

from activities import ledger
from activities.record import RecordActivities
from analysis.analyst import Analyst
from analysis.unlearned import Unlearned
from schemas.calendars import KnownDays
from schemas.enums import DecisionKind, EventKind
from schemas.events import CUSTOMER, NewEvent
from schemas.messages import Advance, Choice, Decide, DecisionRequest, Recorded
from schemas.state import CaseState
from schemas.submissions import Decision, Submission
from store import policies
from store.casebook import CaseBook
from store.database import Database
from store.tables import PolicyChange, PolicyRow
from tests.plain import PLAIN_TEXT
from tests.stories import START

T = TypeVar("T")

PHONE = "13912345678"
WORDS = f"总是闪退，我的手机号是 {PHONE}"
NAME = "王小明"
CONTACT = "wang.xiaoming@example.com"
PERSONAL = (PHONE, NAME, CONTACT)
"""What must not be seen outside of the tables that are made for it."""


class Stopped(Exception):
    """Something went wrong within a transaction."""


def submission(**changes: Any) -> Submission:
    usual = {"text": WORDS, "name": NAME, "contact": CONTACT, "locale": "zh"}
    return Submission.model_validate({**usual, **changes})


def received(item: Submission) -> NewEvent:
    given = item.model_dump(mode="json", include={"category", "priority"}, exclude_none=True)
    data = {"channel": item.channel, "locale": item.locale, "reachable": bool(item.contact)}
    return NewEvent(kind=EventKind.RECEIVED, by=CUSTOMER, data={**data, **given})


def numbered(number: int) -> str:
    """The id of the case of that number; ids are in the order of their numbers."""
    return f"00000-{number:05}"


def new_case(
    database: Database,
    number: int = 1,
    at: datetime = START,
    policy_text: str | None = None,
    **changes: Any,
) -> str:
    """A case that was just received, under this policy, or the one in force; returns its id."""
    if policy_text:
        with database.writing() as session:
            policies.apply(session, policy_text)
    item = submission(**changes)
    with CaseBook(database).create(numbered(number), item, PLAIN_TEXT, at) as case:
        ledger.record(case, [received(item)], at)
    return numbered(number)


def activities(database: Database) -> RecordActivities:
    return RecordActivities(CaseBook(database), Analyst(Unlearned()))


def analyzed_case(database: Database, number: int = 1, at: datetime = START, **changes: Any) -> str:
    """A case that is with its team."""
    case = new_case(database, number, at, **changes)
    activities(database).analyze(Advance(case_id=case, now=at))
    return case


def decision(
    case: str,
    kind: DecisionKind,
    by: str = "li",
    request: str = "request-1",
    texts: dict[str, str] | None = None,
    **choice: Any,
) -> Decision:
    return Decision(
        case_id=case,
        request_id=request,
        kind=kind,
        by=by,
        choice=Choice(**choice),
        texts=texts or {},
    )


def accept(database: Database, made: Decision, at: datetime = START) -> None:
    """Record a decision as a door does."""
    with CaseBook(database).open(made.case_id) as case:
        case.accept(made, at)


def decide(
    database: Database,
    case: str,
    kind: DecisionKind,
    request: str,
    at: datetime = START,
    **more: Any,
) -> Recorded:
    """Carry out a decision as the workflow does; `more` is what a signal brings without a door."""
    ask = DecisionRequest(request_id=request, **more)
    return activities(database).decide(Decide(case_id=case, now=at, kind=kind, request=ask))


def carry_out(database: Database, made: Decision, at: datetime = START) -> Recorded:
    """A decision through the door and the workflow."""
    accept(database, made, at)
    return decide(database, made.case_id, made.kind, made.request_id, at)


def state(database: Database, case: str) -> CaseState:
    with CaseBook(database).look(case) as looked:
        return looked.known


def kinds(database: Database, case: str) -> list[EventKind]:
    with CaseBook(database).look(case) as looked:
        return [event.kind for event in looked.events]


def rows(database: Database, query: str, **values: Any) -> list[dict[str, Any]]:
    """What the database itself holds."""
    with database.reading() as session:
        found = session.connection().execute(text(query), values)
        return [dict(row) for row in found.mappings()]


def told(database: Database, case: str) -> list[tuple[str, str]]:
    """Who is to hear of what happened to a case, and why; as it was written ahead."""
    query = "SELECT recipient, reason FROM notices WHERE case_id = :a ORDER BY id"
    return [(row["recipient"], row["reason"]) for row in rows(database, query, a=case)]


def count(database: Database, table: str) -> int:
    (row,) = rows(database, f"SELECT count(*) AS n FROM {table}")  # noqa: S608
    return int(row["n"])


def at_once(*calls: Callable[[], T]) -> Sequence[T | Exception]:
    """What becomes of calls that begin at the same moment, each in a thread of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001  (it is the answer)
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def put_in_force_without_holidays(database: Database, policy_text: str = PLAIN_TEXT) -> str:
    """Put a policy in force as it would have been before any holiday was known."""
    policy, name = policies.resolved(policy_text), "before-holidays"
    bare = {
        n: each.model_copy(update={"known": KnownDays()}) for n, each in policy.resolved.items()
    }
    calendars = {n: each.model_dump(mode="json") for n, each in bare.items()}
    with database.writing() as session:
        session.add(
            PolicyRow(version=name, text=policy_text, calendars=calendars, created_at=START)
        )
        session.flush()
        session.add(PolicyChange(version=name, by="chen", at=START))
    return name
