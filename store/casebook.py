"""One case inside one transaction, and the decisions and mails that belong to it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, RowMapping
from sqlmodel import Session

from schemas import sources
from schemas.absences import Absence
from schemas.analysis import Analysis
from schemas.enums import DecisionStatus, EventKind, MailStatus, Refusal, Template
from schemas.errors import UnknownCase
from schemas.events import Event, NewEvent
from schemas.notices import Notice
from schemas.policy import Policy
from schemas.state import CaseState, MailRef
from schemas.submissions import Decision, Submission
from store import (
    absences,
    analyses,
    attachments,
    judged,
    mails,
    members,
    new_cases,
    personal,
    policies,
    requests,
    search_index,
    turns,
)
from store import statements as sql
from store.database import Database
from store.erasures import add_erased
from store.mails import WrittenMail
from store.requests import Request

_FILES = "attachments"


@dataclass(frozen=True)
class Answer:
    """What became of a decision: its event's number, or why it was refused."""

    seq: int
    refusal: Refusal | None


class OpenCase:
    """A case in a transaction; unless it is only looked at, its row is locked until the end.

    Events are added with `append`; `save` writes the state that they lead to.
    """

    def __init__(
        self, session: Session, case_id: str, row: Mapping[Any, Any], events: list[Event]
    ) -> None:
        self.case_id = case_id
        self.policy_version: str = row["policy_version"]
        self.policy: Policy = members.joined(session, self.policy_version)
        self.received_at: datetime = row["received_at"]
        self.source: str = row["source"]
        self.events = events
        self.state = CaseState.model_validate(row["state"]) if row["state"] else None
        self.unsent: list[MailRef] = list(self.state.unsent) if self.state else []
        self._session = session
        self._connection: Connection = session.connection()
        self._decisions: dict[str, RowMapping | None] = {}

    @property
    def session(self) -> Session:
        """The transaction, for what is written beside the case."""
        return self._session

    def away(self, at: datetime) -> tuple[Absence, ...]:
        """The absences of everybody who is away at an instant."""
        return absences.away(self._session, at)

    @property
    def known(self) -> CaseState:
        """The state as it was last saved."""
        if self.state is None:
            raise RuntimeError("a new case has no state before its first event is saved")
        return self.state

    @cached_property
    def submission(self) -> RowMapping:
        """Who sent the case (`name`, `contact`), and their words (`text`)."""
        return self._one(sql.GET_SUBMISSION)

    def written(self, kind: EventKind, cycle: int) -> dict[str, str]:
        """What a person wrote in the latest event of a kind within a cycle."""
        found = [e for e in self.events if e.kind is kind and e.cycle == cycle]
        return self.written_at(found[-1]) if found else {}

    def written_at(self, event: Event) -> dict[str, str]:
        """What a person wrote in an event."""
        found = self._first(sql.GET_TEXT, a_seq=event.seq)
        return dict(found["texts"]) if found else {}

    def beside(self, case_id: str) -> "OpenCase":
        """Another case, locked in the same transaction.

        Raises:
            UnknownCase: there is no such case.
        """
        return _load(self._session, case_id, sql.LOCK_CASE)

    def append(self, event: NewEvent, at: datetime, cycle: int) -> Event:
        """Add an event. Its time is `at`, but never before the last event's."""
        last = self.events[-1] if self.events else None
        placed = Event(
            **event.model_dump(),
            case_id=self.case_id,
            seq=last.seq + 1 if last else 1,
            at=max(at, last.at) if last else at,
            cycle=cycle,
        )
        row = placed.model_dump(mode="json", exclude={"texts", "at"})
        self._connection.execute(sql.ADD_EVENT, {**row, "at": placed.at})
        if placed.texts:
            text = {"case_id": self.case_id, "seq": placed.seq, "texts": dict(placed.texts)}
            self._connection.execute(sql.ADD_TEXT, text)
            search_index.add(self._connection, self.case_id, placed.texts.values())
        judged.repeat(self._connection, self.case_id, event)
        self.events.append(placed)
        return placed

    def write_mail(self, template: Template, event: Event) -> None:
        """Write a mail ahead; its occurrence counts the same template within the cycle."""
        self.unsent.append(mails.write(self._connection, self.case_id, template, event))

    def write_notice(self, notice: Notice) -> None:
        """Write ahead that somebody is to hear of an event."""
        row = {
            **notice.model_dump(mode="json", include={"case_id", "team", "priority", "critical"}),
            "event_seq": notice.happened.seq,
            "recipient": notice.to.name,
            "reason": notice.to.reason,
            "instead_of": notice.to.instead_of,
            "written_at": notice.written_at,
        }
        self._connection.execute(sql.ADD_NOTICE, row)

    def save(self, state: CaseState) -> None:
        """Write the state, and the columns that repeat it."""
        data = state.model_dump(mode="json", exclude_defaults=True)
        repeated = (
            *("stage", "outcome", "category", "priority", "team", "owner", "cycle", "seq"),
            *("confidential", "breached", "ended", "due_at", "closed_at"),
        )
        columns = {f"new_{name}": getattr(state, name) for name in repeated}
        self._do(sql.SAVE_CASE, **columns, new_state=data)
        turns.write(self._connection, self.state, state)
        self.state = CaseState.model_validate(data)

    def keep_analysis(self, answer: Analysis, at: datetime) -> None:
        """Keep what an analyzer said, with the words that it rests on."""
        analyses.keep(self._session, self.case_id, at, answer)

    def new_files(self, ids: Sequence[str]) -> list[str]:
        """Those of these files whose content the case has not yet."""
        return attachments.new_within(self._session, self.case_id, ids)

    def has_files(self, event: Event) -> bool:
        """Whether files go with an event."""
        return attachments.is_placed_within(self._session, self.case_id, event.seq)

    def link_files(self, ids: Sequence[str], by: str, at: datetime) -> None:
        """Let files belong to the latest event."""
        seq = self.events[-1].seq
        attachments.link_within(self._session, self.case_id, ids, by, at, seq)

    def run_ahead(self, at: datetime) -> None:
        """Note that the workflow is to read the record: something was written without it."""
        self._do(sql.RUN_AHEAD, new_since=at)

    def remember(self, request: Request, told: dict[str, Any], at: datetime) -> None:
        """Remember a request under its key, in the transaction of what it does."""
        requests.remember(self._session, request, told, at)

    def corrected(self) -> Policy | None:
        """The case's policy with the holidays that are known today; none if they are the same."""
        return policies.corrected(self._session, self.policy_version)

    def keep_corrected(self) -> str:
        """Keep that as a version, and name it; the case is not moved by this."""
        return policies.keep_corrected(self._session, self.policy_version)

    def move_to(self, version: str) -> None:
        """Let the case go by another version from now on. Its state is to be saved anew."""
        self._do(sql.MOVE_CASE, new_version=version)
        self.policy_version = version
        self.policy = members.joined(self._session, version)

    def decision(self, request_id: str) -> Decision | None:
        """What was recorded under a request id."""
        row = self._decision(request_id)
        return to_decision(row) if row else None

    def answer(self, request_id: str) -> Answer | None:
        """What became of a decision; none while it is not carried out."""
        row = self._decision(request_id)
        if row is None or row["status"] == DecisionStatus.ACCEPTED:
            return None
        return Answer(row["event_seq"] or 0, Refusal(row["refusal"]) if row["refusal"] else None)

    def accepted_at(self, request_id: str) -> datetime | None:
        """When a door recorded a decision; none if it came without a door."""
        row = self._decision(request_id)
        return row["accepted_at"] if row else None

    def accept(self, decision: Decision, at: datetime | None) -> None:
        """Record a decision that is to be carried out, its files with it; `at` is none if no door
        waits for it.

        Raises:
            FileRefused: there is no such file, or it is another case's.
        """
        row = {
            **decision.model_dump(mode="json", exclude={"choice", _FILES}),
            "choice": _chosen(decision),
            "accepted_at": at,
            "status": DecisionStatus.ACCEPTED,
        }
        self._connection.execute(sql.ADD_DECISION, row)
        if at:
            files = decision.attachments
            attachments.link_within(self._session, self.case_id, files, decision.by, at)
        self._decisions.pop(decision.request_id, None)

    def settle(self, request_id: str, event: Event, refusal: Refusal | None) -> None:
        """Note what became of a decision; its texts and files now stand with the event."""
        row = self._decision(request_id)
        files = row["choice"].get(_FILES, ()) if row else ()
        attachments.place_within(self._session, self.case_id, files, event.seq)
        self._do(
            sql.SETTLE_DECISION,
            a_request=request_id,
            new_status=DecisionStatus.REFUSED if refusal else DecisionStatus.APPLIED,
            new_refusal=refusal,
            new_seq=event.seq,
        )
        self._decisions.pop(request_id, None)

    def pending(self) -> list[Decision]:
        """The decisions that are accepted and not carried out, in the order they came."""
        return self._all(sql.GET_PENDING, a_status=DecisionStatus.ACCEPTED)

    def undelivered(self) -> list[Decision]:
        """The decisions of doors that the workflow may not know, in the order they came."""
        return self._all(sql.GET_UNDELIVERED)

    def mail(self, ref: MailRef) -> WrittenMail | None:
        """What became of a mail that was written ahead."""
        return mails.find(self._connection, ref)

    def mark_mail(self, ref: MailRef, status: MailStatus, at: datetime, code: int | None) -> None:
        """Note that a mail was sent, or given up; `code` is what the mail server said."""
        mails.mark(self._connection, ref, status, at, code)
        self.unsent = [other for other in self.unsent if other != ref]

    def forget(self, erasure_id: str, event_seq: int, at: datetime) -> None:
        """Erase all that persons wrote, and who the customer is. What is accepted is refused, and
        what is to be mailed is not. `event_seq` is the event that will say so.

        What has the words of the case must not be read any more.
        """
        personal.forget(self._connection, self.case_id, event_seq, at)
        add_erased(self._session, self.case_id, erasure_id)
        self._decisions.clear()
        self.unsent = []

    def _decision(self, request_id: str) -> RowMapping | None:
        if request_id not in self._decisions:
            found = self._first(sql.GET_DECISION, a_request=request_id)
            self._decisions[request_id] = found
        return self._decisions[request_id]

    def _do(self, statement: Any, **values: Any) -> None:
        self._connection.execute(statement, {"a_case": self.case_id, **values})

    def _all(self, statement: Any, **values: Any) -> list[Decision]:
        found = self._connection.execute(statement, {"a_case": self.case_id, **values})
        return [to_decision(row) for row in found.mappings()]

    def _first(self, statement: Any, **values: Any) -> RowMapping | None:
        found = self._connection.execute(statement, {"a_case": self.case_id, **values})
        return found.mappings().first()

    def _one(self, statement: Any, **values: Any) -> RowMapping:
        found = self._connection.execute(statement, {"a_case": self.case_id, **values})
        return found.mappings().one()


class CaseBook:
    """All cases of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def open(self, case_id: str) -> Iterator[OpenCase]:
        """A case in a transaction of its own; committed when the block ends without an error.

        Raises:
            UnknownCase: there is no such case.
            RecordUnavailable: the database cannot be reached; nothing was written.
        """
        with self.database.writing() as session:
            yield _load(session, case_id, sql.LOCK_CASE)

    @contextmanager
    def look(self, case_id: str) -> Iterator[OpenCase]:
        """A case to read only.

        Raises:
            UnknownCase: there is no such case.
            RecordUnavailable: the database cannot be reached.
        """
        with self.database.reading() as session:
            yield _load(session, case_id, sql.GET_CASE)

    def known(self, submission: Submission, source: str) -> str | None:
        """The case that an item of a source already is, by its external id."""
        with self.database.reading() as session:
            return new_cases.find(session, submission, source)

    @contextmanager
    def create(
        self,
        case_id: str,
        submission: Submission,
        first_policy: str,
        at: datetime,
        source: str = sources.CLI,
    ) -> Iterator[OpenCase]:
        """A new case in a transaction of its own, still without events, under the policy that is
        in force; where there is none yet, `first_policy` is applied.

        Raises:
            Exists: the source has a case of that channel and external id already.
            Conflict: it has one since this very moment; to be tried again.
        """
        with self.database.writing() as session:
            if known := new_cases.find(session, submission, source):
                raise Exists(known)
            policy = policies.in_force(session, first_policy)
            row = new_cases.write(session, case_id, submission, policy, at, source)
            yield OpenCase(session, case_id, row, [])


class Exists(Exception):
    """The item is a case already."""

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.case_id = case_id


def _load(session: Session, case_id: str, statement: Any) -> OpenCase:
    row = session.connection().execute(statement, {"a_case": case_id}).mappings().first()
    if row is None:
        raise UnknownCase(f"there is no case {case_id}")
    return OpenCase(session, case_id, row, load_events(session, case_id))


def load_events(session: Session, case_id: str, *, texts: bool = False) -> list[Event]:
    """The events of a case in order; what people wrote in them only if asked for."""
    key = {"a_case": case_id}
    rows = session.connection().execute(sql.GET_EVENTS, key).mappings().all()
    written: dict[int, dict[str, str]] = {}
    if texts:
        found = session.connection().execute(sql.GET_TEXTS, key)
        written = {row.seq: row.texts for row in found}
    return [Event.model_validate({**row, "texts": written.get(row["seq"], {})}) for row in rows]


def to_decision(row: Mapping[Any, Any]) -> Decision:
    """A decision as its row holds it."""
    fields = ["case_id", "request_id", "kind", "by", "cycle", "choice", "shell", "expects", "via"]
    return Decision.model_validate(
        {
            **{name: row[name] for name in fields},
            "texts": row["texts"] or {},
            _FILES: row["choice"].get(_FILES, ()),
        }
    )


def _chosen(decision: Decision) -> dict[str, Any]:
    """What was chosen as its row holds it; the ids of files beside it."""
    chosen = decision.choice.model_dump(mode="json", exclude_none=True)
    return {**chosen, _FILES: decision.attachments} if decision.attachments else chosen
