"""How often somebody failed to sign in: counted in the record, so by all web processes together."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, column, text

from store.columns import Utc
from store.database import Database

WINDOW = timedelta(minutes=15)
"""So long failures are counted together, from the first one on."""

# One statement, so that of many at once each is counted.
_COUNT = text(
    "INSERT INTO sign_in_attempts (subject, since, failures) VALUES (:subject, :now, 1)"
    " ON CONFLICT (subject) DO UPDATE SET"
    " failures = CASE WHEN sign_in_attempts.since <= :begin THEN 1"
    " ELSE sign_in_attempts.failures + 1 END,"
    " since = CASE WHEN sign_in_attempts.since <= :begin THEN :now"
    " ELSE sign_in_attempts.since END"
    " RETURNING failures, since"
)
_COUNTED = _COUNT.bindparams(bindparam("now", type_=Utc), bindparam("begin", type_=Utc)).columns(
    column("failures"), column("since", Utc())
)
_UNDO = text(
    "UPDATE sign_in_attempts SET failures = failures - 1 WHERE subject = :subject AND failures > 0"
)
_FORGET = text("DELETE FROM sign_in_attempts WHERE since <= :long_ago").bindparams(
    bindparam("long_ago", type_=Utc)
)
_KEPT_FOR = timedelta(days=1)


class Attempts:
    """The register of failures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, limits: dict[str, int], now: datetime) -> timedelta | None:
        """Count an attempt as a failure of each subject; how long to wait if it is one too many
        for any of them, and none if it may go on."""
        wait = timedelta()
        values = {"now": now, "begin": now - WINDOW}
        with self._database.writing() as session:
            session.connection().execute(_FORGET, {"long_ago": now - _KEPT_FOR})
            for subject, most in sorted(limits.items()):
                found = session.connection().execute(_COUNTED, {"subject": subject, **values}).one()
                if found.failures > most:
                    wait = max(wait, found.since + WINDOW - now)
        return wait or None

    def succeeded(self, subjects: list[str], of_person: str) -> None:
        """Take the count of an attempt back that was none; a person's failures are forgotten."""
        with self._database.writing() as session:
            for subject in subjects:
                session.connection().execute(_UNDO, {"subject": subject})
            forget = text("DELETE FROM sign_in_attempts WHERE subject = :subject")
            session.connection().execute(forget, {"subject": of_person})
