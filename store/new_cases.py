"""The first rows of a case, within its transaction."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from schemas.enums import Locale, Stage
from schemas.submissions import Submission
from store import personal, search_index
from store import statements as sql


def find(session: Session, submission: Submission, source: str) -> str | None:
    """The case that an item of a source already is, by its external id."""
    if submission.external_id is None:
        return None
    pseudonym = personal.pseudonym(submission.channel, submission.external_id)
    key = {
        "a_source": source,
        "a_channel": submission.channel,
        "external_ids": (submission.external_id, pseudonym),
    }
    found: str | None = session.connection().execute(sql.FIND_EXTERNAL, key).scalar()
    return found


def write(
    session: Session,
    case_id: str,
    submission: Submission,
    policy_version: str,
    at: datetime,
    source: str,
) -> dict[str, Any]:
    """Write a case that has no events yet, and have its words found; its row."""
    row = _row(case_id, submission, policy_version, at) | {"source": source}
    connection = session.connection()
    connection.execute(sql.ADD_CASE, row)
    who = submission.model_dump(include={"text", "name", "contact"})
    connection.execute(sql.ADD_SUBMISSION, {"case_id": case_id, **who})
    search_index.begin(connection, case_id, submission.external_id, submission.text)
    return row


def _row(case_id: str, submission: Submission, policy_version: str, at: datetime) -> dict[str, Any]:
    return {
        "id": case_id,
        "external_id": submission.external_id,
        "channel": submission.channel,
        "locale": submission.locale or Locale.EN,
        "stage": Stage.RECEIVED,
        "policy_version": policy_version,
        "received_at": at,
        "cycle": 1,
        "seq": 0,
        "confidential": False,
        "breached": False,
        "ended": False,
        "state": {},
    }
