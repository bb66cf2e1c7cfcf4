"""The statements of one case's transactions, built once: they run at every step of every case."""

from sqlalchemy import BindParameter, Table, bindparam, func, insert, select, update
from sqlmodel import SQLModel

from store import tables


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


CASES = _table(tables.Case)
SUBMISSIONS = _table(tables.Submission)
EVENTS = _table(tables.EventRow)
TEXTS = _table(tables.EventText)
DECISIONS = _table(tables.DecisionRow)
MAILS = _table(tables.Mail)
NOTICES = _table(tables.NoticeRow)
ATTACHED = _table(tables.AttachmentRow)

_CASE: BindParameter[str] = bindparam("a_case")
_REQUEST: BindParameter[str] = bindparam("a_request")
_OF_MAIL = (
    MAILS.c.case_id == _CASE,
    MAILS.c.template == bindparam("a_template"),
    MAILS.c.cycle == bindparam("a_cycle"),
)
_ONE_MAIL = (*_OF_MAIL, MAILS.c.occurrence == bindparam("an_occurrence"))

GET_CASE = select(CASES.c.policy_version, CASES.c.state, CASES.c.received_at, CASES.c.source).where(
    CASES.c.id == _CASE
)
LOCK_CASE = GET_CASE.with_for_update()
GET_EVENTS = select(EVENTS).where(EVENTS.c.case_id == _CASE).order_by(EVENTS.c.seq)
GET_TEXTS = select(TEXTS.c.seq, TEXTS.c.texts).where(TEXTS.c.case_id == _CASE)
GET_TEXT = select(TEXTS.c.texts).where(TEXTS.c.case_id == _CASE, TEXTS.c.seq == bindparam("a_seq"))
GET_SUBMISSION = select(SUBMISSIONS).where(SUBMISSIONS.c.case_id == _CASE)
GET_DECISION = select(DECISIONS).where(
    DECISIONS.c.case_id == _CASE, DECISIONS.c.request_id == _REQUEST
)
_OF_CASE = select(DECISIONS).where(DECISIONS.c.case_id == _CASE).order_by(DECISIONS.c.id)
GET_PENDING = _OF_CASE.where(DECISIONS.c.status == bindparam("a_status"))
GET_UNDELIVERED = _OF_CASE.where(
    DECISIONS.c.delivered_at.is_(None), DECISIONS.c.accepted_at.is_not(None)
)
GET_MAIL = select(MAILS.c.status, MAILS.c.event_seq).where(*_ONE_MAIL)
LAST_OCCURRENCE = select(func.max(MAILS.c.occurrence)).where(*_OF_MAIL)

FIND_EXTERNAL = select(CASES.c.id).where(
    CASES.c.source == bindparam("a_source"),
    CASES.c.channel == bindparam("a_channel"),
    CASES.c.external_id.in_(bindparam("external_ids", expanding=True)),
)

ADD_CASE = insert(CASES)
ADD_SUBMISSION = insert(SUBMISSIONS)
ADD_EVENT = insert(EVENTS)
ADD_TEXT = insert(TEXTS)
ADD_DECISION = insert(DECISIONS)
ADD_MAIL = insert(MAILS)
ADD_NOTICE = insert(NOTICES)

JUDGE_CASE = (
    update(CASES)
    .where(CASES.c.id == _CASE)
    .values(
        sentiment=func.coalesce(bindparam("new_sentiment"), CASES.c.sentiment),
        module=func.coalesce(bindparam("new_module"), CASES.c.module),
    )
)
"""What is none stays as it was."""
SAVE_CASE = (
    update(CASES)
    .where(CASES.c.id == _CASE)
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                *("stage", "outcome", "category", "priority", "team", "owner", "cycle", "seq"),
                *("confidential", "breached", "ended", "due_at", "closed_at", "state"),
            )
        }
    )
)
MOVE_CASE = update(CASES).where(CASES.c.id == _CASE).values(policy_version=bindparam("new_version"))
RUN_AHEAD = update(CASES).where(CASES.c.id == _CASE).values(ahead_since=bindparam("new_since"))
CATCH_UP = (
    update(CASES)
    .where(CASES.c.id == _CASE, CASES.c.ahead_since == bindparam("a_since"))
    .values(ahead_since=None)
)
DELIVER_DECISION = (
    update(DECISIONS)
    .where(DECISIONS.c.case_id == _CASE, DECISIONS.c.request_id == _REQUEST)
    .values(delivered_at=bindparam("new_delivered_at"))
)
SETTLE_DECISION = (
    update(DECISIONS)
    .where(DECISIONS.c.case_id == _CASE, DECISIONS.c.request_id == _REQUEST)
    .values(
        status=bindparam("new_status"),
        refusal=bindparam("new_refusal"),
        event_seq=bindparam("new_seq"),
        texts=None,
    )
)
MARK_MAIL = (
    update(MAILS)
    .where(*_ONE_MAIL)
    .values(
        status=bindparam("new_status"), code=bindparam("new_code"), sent_at=bindparam("new_sent_at")
    )
)
