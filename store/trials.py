"""Trials of policies as the record holds them: how far each is, and what came of it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import desc, update
from sqlmodel import col, select

from store.database import Database
from store.tables_trials import TrialRow

SILENT_FOR = timedelta(minutes=2)
"""Who carries a trial out writes every second or so: after so long it has ended halfway."""


class TrialState(StrEnum):
    """How a trial stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True)
class Asked:
    """What is to be tried: a text over a version, on the cases received in [since, until)."""

    text: str
    base: str | None
    since: datetime
    until: datetime


class Trials:
    """The trials of an installation; every process of it sees all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, asked: Asked, by: str, total: int, now: datetime) -> str:
        """Write down that a trial begins; its id."""
        row = TrialRow(
            id=secrets.token_hex(8),
            by=by,
            text=asked.text,
            base=asked.base,
            since=asked.since,
            until=asked.until,
            begun_at=now,
            heard_at=now,
            state=TrialState.RUNNING,
            total=total,
        )
        with self._database.writing() as session:
            session.add(row)
        return row.id

    def tell(self, trial: str, done: int, now: datetime) -> bool:
        """Write how many cases are done; whether anybody still wants to know."""
        return self._change(trial, done=done, heard_at=now)

    def end(
        self, trial: str, state: TrialState, now: datetime, result: Mapping[str, Any] | None = None
    ) -> bool:
        """End a trial that runs; whether it ran."""
        return self._change(trial, state=state, heard_at=now, result=result)

    def find(self, trial: str, now: datetime) -> TrialRow | None:
        """A trial; one that fell silent has failed."""
        with self._database.reading() as session:
            row = session.get(TrialRow, trial)
            return _as_of(row, now) if row else None

    def latest(self, most: int, now: datetime) -> list[TrialRow]:
        """The latest trials, the last begun first."""
        query = select(TrialRow).order_by(desc(col(TrialRow.begun_at)), TrialRow.id).limit(most)
        with self._database.reading() as session:
            return [_as_of(row, now) for row in session.exec(query)]

    def _change(self, trial: str, **values: Any) -> bool:
        running = (col(TrialRow.id) == trial, col(TrialRow.state) == TrialState.RUNNING)
        with self._database.writing() as session:
            changed = session.connection().execute(update(TrialRow).where(*running).values(values))
            return changed.rowcount == 1


def _as_of(row: TrialRow, now: datetime) -> TrialRow:
    if row.state == TrialState.RUNNING and now - row.heard_at > SILENT_FOR:
        return row.model_copy(update={"state": TrialState.FAILED.value})
    return row
