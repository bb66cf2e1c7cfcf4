"""The versions of the policy that the record holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from schemas.policy import Policy
from store import policies
from store.database import Database
from store.tables import Case, PolicyChange, PolicyRow


@dataclass(frozen=True)
class Version:
    """One version: since when it was last put in force and by whom, and who lives under it.

    One that only cases were moved to, for corrected holidays, never was in force.
    """

    version: str
    name: str
    since: datetime | None
    by: str | None
    running: int
    """Cases that are not ended."""
    cases: int
    in_force: bool
    reason: str | None = None
    """Why it was put in force, where somebody said so."""


@dataclass(frozen=True)
class Text:
    """A version as it is written, and as it was resolved."""

    version: str
    text: str
    policy: Policy


class Versions:
    """Read-only questions about versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def every(self) -> list[Version]:
        """All versions: the latest put in force first, then those that never were."""
        with self._database.reading() as session:
            changes = {each.version: each for each in session.exec(_CHANGES)}
            latest = sorted(changes.values(), key=lambda each: each.id or 0, reverse=True)
            others = [name for name in session.exec(_NAMES) if name not in changes]
            running = _counted(session.exec(_COUNTS.where(col(Case.ended).is_(False))).all())
            cases = _counted(session.exec(_COUNTS).all())
            current = policies.current(session)
            return [
                Version(
                    version=name,
                    name=policies.load(session, name).name,
                    since=changes[name].at if name in changes else None,
                    by=changes[name].by if name in changes else None,
                    running=running.get(name, 0),
                    cases=cases.get(name, 0),
                    in_force=name == current,
                    reason=changes[name].reason if name in changes else None,
                )
                for name in (*(each.version for each in latest), *others)
            ]

    def in_force(self) -> Text | None:
        """The version for new cases; none before the first case."""
        with self._database.reading() as session:
            name = policies.current(session)
        return self.find(name)[0] if name else None

    def had(self, text: str) -> bool:
        """Whether a version is written so."""
        with self._database.reading() as session:
            wanted = select(PolicyRow.version).where(col(PolicyRow.text) == text)
            return session.exec(wanted).first() is not None

    def find(self, beginning: str) -> list[Text]:
        """The versions whose names begin so; the one that is called so alone, if there is one."""
        with self._database.reading() as session:
            wanted = col(PolicyRow.version).startswith(beginning, autoescape=True)
            rows = session.exec(select(PolicyRow).where(wanted)).all()
            rows = [row for row in rows if row.version == beginning] or rows
            return [Text(r.version, r.text, policies.load(session, r.version)) for r in rows]


_NAMES = select(PolicyRow.version).order_by(col(PolicyRow.created_at).desc())
_CHANGES = select(PolicyChange).order_by(col(PolicyChange.id))
_COUNTS = select(Case.policy_version, func.count()).group_by(col(Case.policy_version))


def _counted(rows: Sequence[tuple[str, int]]) -> dict[str, int]:
    return dict(rows)
