"""What is known of a customer, what was erased, and what is to be erased by its age."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, and_, col, func, or_, select, update

from schemas.enums import MailStatus, Outcome
from store.database import Database
from store.tables import AttachmentRow, Case, DecisionRow, EventText, Mail, Submission
from store.tables_privacy import ErasedCase, ErasureRow

_BY_AGE = "retention"
_BY_REQUEST = "request"


@dataclass(frozen=True)
class Holding:
    """How much one case holds of persons."""

    case_id: str
    stage: str
    texts: int
    mails: int
    held: bool
    erased: bool


@dataclass(frozen=True)
class Erasure:
    """One erasure, without the person."""

    id: str
    at: datetime
    by: str
    shell_user: str | None
    cause: str
    reason: str | None
    cases: tuple[str, ...]


class Erasures:
    """Erasures of one record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_customer(self, address: str) -> list[str]:
        """The cases that came from an address, however it is capitalized; oldest first."""
        query = (
            select(Submission.case_id)
            .join(Case, col(Case.id) == Submission.case_id)
            .where(func.lower(Submission.contact) == func.lower(address))
            .order_by(col(Case.received_at), col(Case.id))
        )
        with self._database.reading() as session:
            return list(session.exec(query))

    def of_name(self, name: str) -> list[str]:
        """The cases that another system knows by a name: the item's external id, or the account
        that was signed in where it was written; oldest first."""
        of_account = select(EventText.case_id).where(
            col(EventText.texts)["user"].as_string() == name
        )
        query = (
            select(Case.id)
            .where(or_(col(Case.external_id) == name, col(Case.id).in_(of_account)))
            .order_by(col(Case.received_at), col(Case.id))
        )
        with self._database.reading() as session:
            return list(session.exec(query))

    def similar(self, address: str, limit: int = 20) -> list[str]:
        """Other addresses of the record that reach the same mailbox at many providers, since they
        differ after a plus sign only."""
        local, _, domain = address.lower().rpartition("@")
        plain = local.partition("+")[0]
        contact = func.lower(Submission.contact)
        tagged = contact.like(f"{_escaped(plain)}+%@{_escaped(domain)}", escape="\\")
        found = select(contact).where(or_(tagged, contact == f"{plain}@{domain}"))
        other = found.where(contact != address.lower()).distinct().order_by(contact)
        with self._database.reading() as session:
            return list(session.exec(other.limit(limit)))

    def mentioning(self, address: str, limit: int = 100) -> list[str]:
        """Cases of others in which somebody wrote that address."""
        said = f"%{_escaped(address.lower())}%"
        own = func.lower(Submission.contact) == func.lower(address)
        mine = select(Submission.case_id).where(own)
        in_text = select(Submission.case_id).where(
            func.lower(Submission.text).like(said, escape="\\")
        )
        in_event = select(EventText.case_id).where(
            func.lower(cast(EventText.texts, String)).like(said, escape="\\")
        )
        found = select(Case.id).where(
            or_(col(Case.id).in_(in_text), col(Case.id).in_(in_event)), col(Case.id).not_in(mine)
        )
        with self._database.reading() as session:
            return list(session.exec(found.order_by(col(Case.id)).limit(limit)))

    def holding(self, case_ids: Sequence[str]) -> list[Holding]:
        """What cases hold, in the order given; an unknown one is left out."""
        with self._database.reading() as session:
            found = [_holding(session, case_id) for case_id in case_ids]
        return [each for each in found if each]

    def names(self, case_ids: Sequence[str]) -> set[str]:
        """The names and addresses that cases hold."""
        query = select(Submission.name, Submission.contact).where(
            col(Submission.case_id).in_(case_ids)
        )
        with self._database.reading() as session:
            return {text for row in session.exec(query) for text in row if text}

    def samples(self, case_ids: Sequence[str]) -> set[str]:
        """Texts by which what is left of cases can be known: who sent them, and whole texts."""
        mine = col(Submission.case_id).in_(case_ids)
        sent = select(Submission.text, Submission.name).where(mine)
        external = select(Case.external_id).where(col(Case.id).in_(case_ids))
        files = select(AttachmentRow.name).where(col(AttachmentRow.case_id).in_(case_ids))
        with self._database.reading() as session:
            rows = [*session.exec(sent), session.exec(external).all(), session.exec(files).all()]
            texts = {text for row in rows for text in row if text} | self.names(case_ids)
            for table in (EventText, DecisionRow):
                written = select(table.texts).where(col(table.case_id).in_(case_ids))
                texts |= {text for each in session.exec(written) for text in (each or {}).values()}
        return texts

    def begin(
        self, at: datetime, by: str, cause: str, reason: str | None, shell_user: str | None
    ) -> str:
        """Record that an erasure begins; returns its id."""
        row = ErasureRow(
            id=secrets.token_hex(8),
            at=at,
            by=by,
            cause=cause,
            reason=reason,
            shell_user=shell_user,
        )
        with self._database.writing() as session:
            session.add(row)
        return row.id

    def listed(self, limit: int) -> list[Erasure]:
        """The latest erasures, the latest first."""
        latest = select(ErasureRow).order_by(col(ErasureRow.at).desc(), col(ErasureRow.id))
        with self._database.reading() as session:
            rows = session.exec(latest.limit(limit)).all()
            return [_erasure(session, row) for row in rows]

    def untold(self, limit: int) -> list[str]:
        """Erased cases whose workflow may not know of it."""
        query = (
            select(ErasedCase.case_id)
            .where(col(ErasedCase.told_at).is_(None))
            .order_by(col(ErasedCase.case_id))
            .limit(limit)
        )
        with self._database.reading() as session:
            return list(session.exec(query))

    def mark_told(self, case_id: str, at: datetime) -> None:
        """Note that a case's workflow is over."""
        told = update(ErasedCase).where(col(ErasedCase.case_id) == case_id).values(told_at=at)
        with self._database.writing() as session:
            session.exec(told)

    def aged(self, closed_before: Mapping[str, datetime], limit: int) -> list[str]:
        """Cases of these categories that were closed before an instant and are to be erased; the
        oldest first. One that is held is left out."""
        if not closed_before:
            return []
        query = select(Case.id).where(_aged(closed_before)).order_by(col(Case.closed_at))
        with self._database.reading() as session:
            return list(session.exec(query.limit(limit)))

    def count_aged(self, closed_before: Mapping[str, datetime]) -> dict[str, int]:
        """How many these are, by category."""
        if not closed_before:
            return {}
        query = select(Case.category, func.count()).where(_aged(closed_before))
        with self._database.reading() as session:
            found = session.exec(query.group_by(col(Case.category)))
            return {category: number for category, number in found if category}


def add_erased(session: Session, case_id: str, erasure_id: str) -> None:
    """Note in a transaction that a case is erased."""
    session.merge(ErasedCase(case_id=case_id, erasure_id=erasure_id))


def _aged(closed_before: Mapping[str, datetime]) -> ColumnElement[bool]:
    due = (
        and_(col(Case.category) == category, col(Case.closed_at) < instant)
        for category, instant in closed_before.items()
    )
    held = col(Case.state)["held"].as_boolean().is_(True)
    erased = select(ErasedCase.case_id)
    free = ~func.coalesce(held, False) & col(Case.id).not_in(erased)
    over = or_(col(Case.ended).is_(True), col(Case.outcome) == Outcome.INVALID)
    return and_(or_(*due), over, free)


def _holding(session: Session, case_id: str) -> Holding | None:
    case = session.get(Case, case_id)
    if case is None:
        return None
    texts = select(EventText.texts).where(EventText.case_id == case_id)
    mails = select(func.count()).where(Mail.case_id == case_id, Mail.status == MailStatus.SENT)
    erased = bool(case.state.get("erased"))
    return Holding(
        case_id=case_id,
        stage=case.stage,
        texts=(not erased) + sum(len(each) for each in session.exec(texts)),
        mails=session.exec(mails).one(),
        held=bool(case.state.get("held")),
        erased=erased,
    )


def _erasure(session: Session, row: ErasureRow) -> Erasure:
    of_it = select(ErasedCase.case_id).where(ErasedCase.erasure_id == row.id)
    cases = tuple(session.exec(of_it.order_by(col(ErasedCase.case_id))))
    fields = ("id", "at", "by", "shell_user", "cause", "reason")
    return Erasure(**{name: getattr(row, name) for name in fields}, cases=cases)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
