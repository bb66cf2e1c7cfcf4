"""One case inside one transaction, and the decisions and mails that belong to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from schemas.enums import EventKind, Locale, Refusal, Stage, Template
from schemas.errors import UnknownCase
from schemas.events import Event, NewEvent
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.state import CaseState, MailRef
from schemas.submissions import Decision, Submission
from store import policies
from store.database import Database
from store.tables import Case, DecisionRow, EventRow, EventText, Mail
from store.tables import Submission as SubmissionRow

UNSENT, SENT, REFUSED = "unsent", "sent", "refused"
ACCEPTED, APPLIED = "accepted", "applied"


@dataclass(frozen=True)
class Answer:
    """What became of a decision: its event's number, or why it was refused."""

    seq: int
    refusal: Refusal | None


@dataclass
class OpenCase:
    """A case whose row is locked until the transaction ends.

    Events are added with `append`; `save` writes the state that they lead to.
    """

    session: Session
    row: Case
    policy: Policy
    events: list[Event]
    unsent: list[MailRef] = field(default_factory=list)

    @property
    def state(self) -> CaseState:
        """The state as it was last saved."""
        return CaseState.model_validate(self.row.state)

    @property
    def submission(self) -> SubmissionRow:
        """Who sent the case, and their words."""
        return self.session.get_one(SubmissionRow, self.row.id)

    def written(self, kind: EventKind, cycle: int) -> dict[str, str]:
        """What a person wrote in the latest event of a kind within a cycle."""
        found = [e for e in self.events if e.kind is kind and e.cycle == cycle]
        return self.written_at(found[-1]) if found else {}

    def written_at(self, event: Event) -> dict[str, str]:
        """What a person wrote in an event."""
        found = self.session.get(EventText, (self.row.id, event.seq))
        return found.texts if found else {}

    def append(self, event: NewEvent, at: datetime, cycle: int) -> Event:
        """Add an event. Its time is `at`, but never before the last event's."""
        last = self.events[-1] if self.events else None
        placed = Event(
            **event.model_dump(),
            case_id=self.row.id,
            seq=last.seq + 1 if last else 1,
            at=max(at, last.at) if last else at,
            cycle=cycle,
        )
        self.session.add(
            EventRow(**placed.model_dump(mode="json", exclude={"texts", "at"}), at=placed.at)
        )
        if placed.texts:
            self.session.add(
                EventText(case_id=placed.case_id, seq=placed.seq, texts=dict(placed.texts))
            )
        self.events.append(placed)
        return placed

    def write_mail(self, template: Template, event: Event) -> None:
        """Write a mail ahead; its occurrence counts the same template within the cycle."""
        mine = (Mail.case_id == self.row.id,)
        same = (*mine, Mail.template == template.value, Mail.cycle == event.cycle)
        ref = MailRef(
            case_id=self.row.id,
            template=template,
            cycle=event.cycle,
            occurrence=self._next(Mail.occurrence, same),
        )
        self.session.add(
            Mail(
                **ref.model_dump(mode="json"),
                position=self._next(Mail.position, mine),
                event_seq=event.seq,
                created_at=event.at,
            )
        )
        self.session.flush()
        self.unsent.append(ref)

    def save(self, state: CaseState) -> None:
        """Write the state, and the columns that repeat it."""
        data = state.model_dump(mode="json", exclude_defaults=True)
        for column in ("stage", "outcome", "category", "priority", "team", "owner"):
            setattr(self.row, column, getattr(state, column))
        for column in ("cycle", "seq", "breached", "ended", "due_at"):
            setattr(self.row, column, getattr(state, column))
        closes = state.outcome is not None
        self.row.closed_at = (self.row.closed_at or self.events[-1].at) if closes else None
        self.row.state = data
        self.session.add(self.row)
        self.session.flush()

    def decision(self, request_id: str) -> Decision | None:
        """What a door recorded under a request id."""
        row = self._decision_row(request_id)
        return to_decision(row) if row else None

    def answer(self, request_id: str) -> Answer | None:
        """What became of a decision; none while it is not carried out."""
        row = self._decision_row(request_id)
        if row is None or row.status == ACCEPTED:
            return None
        return Answer(row.event_seq or 0, Refusal(row.refusal) if row.refusal else None)

    def accept(self, decision: Decision, at: datetime | None) -> None:
        """Record a decision that is to be carried out; `at` is none if no door waits for it."""
        self.session.add(
            DecisionRow(
                **decision.model_dump(mode="json", exclude={"choice"}),
                choice=decision.choice.model_dump(mode="json", exclude_none=True),
                accepted_at=at,
            )
        )
        self.session.flush()

    def accepted_at(self, request_id: str) -> datetime | None:
        """When a door recorded a decision; none if it came without a door."""
        row = self._decision_row(request_id)
        if row is None:
            raise UnknownCase(request_id)
        return row.accepted_at

    def settle(self, request_id: str, event: Event, refusal: Refusal | None) -> None:
        """Note what became of a decision; its texts now stand with the event."""
        row = self._decision_row(request_id)
        if row is None:
            raise UnknownCase(request_id)
        row.status = REFUSED if refusal else APPLIED
        row.refusal, row.event_seq, row.texts = refusal, event.seq, None
        self.session.add(row)

    def pending(self) -> list[Decision]:
        """The decisions that are accepted and not carried out, in the order they came."""
        rows = self.session.exec(
            select(DecisionRow)
            .where(DecisionRow.case_id == self.row.id, DecisionRow.status == ACCEPTED)
            .order_by(col(DecisionRow.id))
        )
        return [to_decision(row) for row in rows]

    def mail(self, ref: MailRef) -> Mail | None:
        key = (ref.case_id, ref.template.value, ref.cycle, ref.occurrence)
        return self.session.get(Mail, key)

    def mark_mail(self, ref: MailRef, status: str, at: datetime, code: int | None) -> None:
        """Note that a mail was sent, or refused for good with an SMTP code."""
        mail = self.mail(ref)
        if mail is None:
            raise UnknownCase(ref.case_id)
        mail.status, mail.code, mail.sent_at = status, code, at if status == SENT else None
        self.session.add(mail)
        self.unsent = [other for other in self.unsent if other != ref]

    def _decision_row(self, request_id: str) -> DecisionRow | None:
        return self.session.exec(
            select(DecisionRow).where(
                DecisionRow.request_id == request_id, DecisionRow.case_id == self.row.id
            )
        ).first()

    def _next(self, column: int, where: Sequence[ColumnElement[bool] | bool]) -> int:
        highest = self.session.exec(select(func.max(column)).where(*where)).one()
        return (highest or 0) + 1


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
            yield load(session, case_id, lock=True)

    @contextmanager
    def look(self, case_id: str) -> Iterator[OpenCase]:
        """A case to read only."""
        with self.database.reading() as session:
            yield load(session, case_id, lock=False)


    @contextmanager
    def create(
        self, case_id: str, submission: Submission, policy_text: str, at: datetime
    ) -> Iterator[OpenCase]:
        """A new case in a transaction of its own, still without events.

        Raises:
            Exists: the channel has a case of that external id already.
        """
        with self.database.writing() as session:
            known = find_external(session, submission.channel, submission.external_id)
            if known:
                raise Exists(known)
            version = policies.ensure(session, policy_text)
            session.add(_new_row(case_id, submission, version, at))
            session.flush()
            session.add(
                SubmissionRow(
                    case_id=case_id, **submission.model_dump(include={"text", "name", "contact"})
                )
            )
            yield load(session, case_id, lock=True)


class Exists(Exception):  # noqa: N818  (it is an answer)
    """The item is a case already."""

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.case_id = case_id


def find_external(session: Session, channel: str, external_id: str | None) -> str | None:
    """The case that an item of another system already is."""
    if external_id is None:
        return None
    return session.exec(
        select(Case.id).where(Case.channel == channel, Case.external_id == external_id)
    ).first()


def _new_row(case_id: str, submission: Submission, version: str, at: datetime) -> Case:
    return Case(
        id=case_id,
        external_id=submission.external_id,
        channel=submission.channel,
        locale=submission.locale or Locale.EN,
        stage=Stage.RECEIVED,
        policy_version=version,
        received_at=at,
        state={},
    )


def load(session: Session, case_id: str, *, lock: bool) -> OpenCase:
    query = select(Case).where(Case.id == case_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise UnknownCase(f"there is no case {case_id}")
    return OpenCase(
        session=session,
        row=row,
        policy=policies.load(session, row.policy_version),
        events=load_events(session, case_id),
        unsent=load_unsent(session, case_id),
    )


def load_events(session: Session, case_id: str, *, texts: bool = False) -> list[Event]:
    """The events of a case in order; what people wrote in them only if asked for."""
    rows = session.exec(
        select(EventRow).where(EventRow.case_id == case_id).order_by(col(EventRow.seq))
    ).all()
    written: dict[int, dict[str, str]] = {}
    if texts:
        found = session.exec(select(EventText).where(EventText.case_id == case_id))
        written = {row.seq: row.texts for row in found}
    return [
        Event.model_validate({**row.model_dump(), "texts": written.get(row.seq, {})})
        for row in rows
    ]


def load_unsent(session: Session, case_id: str) -> list[MailRef]:
    rows = session.exec(
        select(Mail)
        .where(Mail.case_id == case_id, Mail.status == UNSENT)
        .order_by(col(Mail.position))
    )
    return [MailRef.model_validate(row.model_dump()) for row in rows]


def to_decision(row: DecisionRow) -> Decision:
    return Decision(
        case_id=row.case_id,
        request_id=row.request_id,
        kind=row.kind,
        by=row.by,
        cycle=row.cycle,
        choice=Choice.model_validate(row.choice),
        texts=row.texts or {},
    )
