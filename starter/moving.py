"""Moving running cases to another version of the policy: first looked at, then done."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from activities.adoption import adopt
from rules.adoption import Shift, shifts, unfit
from schemas.errors import EngineUnavailable, NoWorkflow
from schemas.words import Said
from store.versions import Text

if TYPE_CHECKING:
    from engine.cases import Cases
    from store.casebook import CaseBook, OpenCase
    from worker.installation import Installation

_PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True)
class Moved:
    """A case that can move, or has; and which of its deadlines change."""

    id: str
    before: str
    """The version it comes from."""
    shifts: tuple[Shift, ...]


@dataclass
class Outcome:
    """What becomes of the cases of a filter."""

    moved: list[Moved] = field(default_factory=list)
    refused: dict[str, tuple[Said, ...]] = field(default_factory=dict)
    """By the case: what the version does not know of it."""
    there: int = 0
    """How many are under that version already."""
    untold: int = 0
    """How many workflows could not be told; `huiyin rebuild` does that."""


def preview(book: "CaseBook", ids: Iterable[str], to: Text, now: datetime) -> Outcome:
    """What would become of these cases; changes nothing."""
    outcome = Outcome()
    for case_id in ids:
        with book.look(case_id) as case:
            _judge(case, to, now, outcome)
    return outcome


def carry_out(
    book: "CaseBook",
    ids: Iterable[str],
    to: Text,
    by: str,
    now: Callable[[], datetime],
    step: Callable[[], None] = lambda: None,
) -> Outcome:
    """Move these cases, each in a transaction of its own, as far as they fit."""
    outcome = Outcome()
    for case_id in ids:
        with book.open(case_id) as case:
            if not case.known.ended and _judge(case, to, now(), outcome):
                adopt(case, to.version, by, now())
        step()
    return outcome


async def tell(installation: "Installation", ids: Iterable[str]) -> int:
    """Have the workflows of these cases look at their new deadlines; how many could not be told."""
    from engine.cases import Cases
    from engine.connection import connect

    async def reached() -> Cases:
        return Cases(await connect(installation.settings, patience=_PATIENCE))

    return await tell_by(reached, ids)


async def tell_by(reach: "Callable[[], Awaitable[Cases]]", ids: Iterable[str]) -> int:
    """The same by whoever reaches the engine."""
    waiting = list(ids)
    if not waiting:
        return 0
    with suppress(EngineUnavailable):
        cases = await reach()
        while waiting:
            with suppress(NoWorkflow):  # the sweeper starts it, and it begins with what is recorded
                await cases.refresh(waiting[-1])
            waiting.pop()
            await asyncio.sleep(0)
    return len(waiting)


def _judge(case: "OpenCase", to: Text, now: datetime, outcome: Outcome) -> bool:
    """Note what becomes of a case; whether it moves."""
    if case.policy_version == to.version:
        outcome.there += 1
        return False
    if reasons := unfit(case.known, to.policy):
        outcome.refused[case.case_id] = reasons
        return False
    changed = shifts(case.events, case.policy, to.policy, now)
    outcome.moved.append(Moved(case.case_id, case.policy_version, changed))
    return True
