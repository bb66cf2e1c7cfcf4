"""Everything that does not go on in an installation, asked once for all who look."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from schemas.errors import EngineUnavailable, HuiyinError, NoWorkflow, RecordUnavailable
from starter.doctor import analyzed, mail, record, temporal, words
from starter.doctor.verdict import Patient, Status, Verdicts, in_thread, problem, run
from starter.operations.troubles import (
    ORDER,
    Ailing,
    Trouble,
    TroubleKind,
    arranged,
    needs_workflow,
    of_work,
)
from store.backlog import Backlog
from store.digests import Trouble as Untold
from store.troubles import Troubles, Waits
from store.workers import Heard, Workers

if TYPE_CHECKING:
    from engine.cases import Cases
    from engine.inspection import Queue
    from starter.operations.motor import Connect
    from worker.installation import Installation

Waiting = dict[TroubleKind, list[Waits]]
Told = dict[str, list[Trouble]]
Ask = Callable[[], Awaitable[None]]
SOON = timedelta(minutes=1)
"""What was accepted has reached its workflow after that time, if all is well."""
_A_WHILE = timedelta(minutes=3)
"""A mail has gone out after that time, and what was due was told."""
_LATELY = timedelta(days=1)
_DESCRIBED = 40
_AT_ONCE = 10
_SECONDS = 5.0
_STUCK = 100


@dataclass
class Overview:
    """How things stand. What could not be asked is none; `away` says which: `record`, `temporal`.

    `missing` is how many cases seem to have no workflow, as both lists are counted.
    """

    at: datetime
    parts: Verdicts
    ailing: list[Ailing] = field(default_factory=list)
    queues: "list[Queue] | None" = None
    workers: list[Heard] | None = None
    untold: list[Untold] | None = None
    missing: int | None = None
    away: set[str] = field(default_factory=set)

    @property
    def well(self) -> bool:
        """Whether there is nothing to do, and all of it was seen."""
        problems = any(each.status is Status.PROBLEM for each in self.parts.values())
        return not (problems or self.ailing or self.untold or self.away or self.missing)


async def look(installation: "Installation", connect: "Connect") -> Overview:
    """Look at everything. A part that cannot be asked keeps no other from being shown."""
    found, waits = Overview(installation.now(), {}), Waiting()
    found.parts, *_ = await asyncio.gather(
        _parts(installation, found.at),
        _recorded(found, lambda: _of_record(found, waits, installation)),
        _asked(found, lambda: _of_temporal(found, connect)),
    )
    _judge_workers(found)
    told = _told(waits)
    await _asked(found, lambda: _of_lists(found, installation, connect, told))
    await _recorded(found, lambda: _ailing(found, installation, connect, told))
    return found


async def _parts(installation: "Installation", now: datetime) -> Verdicts:
    """Whether record, Temporal and mail server answer, as the doctor sees it."""
    patient = Patient(installation, now)
    first = {
        "record": in_thread(lambda: record.reached(patient)),
        "smtp": lambda: mail.smtp(installation.settings),
        "analyzed": in_thread(lambda: analyzed.look(patient)),
    }
    ours, theirs = await asyncio.gather(run(first), temporal.look(patient))
    rest = {name: ours[name] for name in ("smtp", "analyzed")}
    return {"record": ours["record"], **theirs, **rest}


async def _of_record(found: Overview, waits: Waiting, installation: "Installation") -> None:
    waits |= await asyncio.to_thread(_waits, installation, found.at)
    found.workers = await asyncio.to_thread(Workers(installation.database).heard)
    troubles = installation.digests.troubles
    found.untold = await asyncio.to_thread(troubles, found.at - _LATELY)


def _judge_workers(found: Overview) -> None:
    """Temporal believes for more than a minute that who is dead still asks for work; the record
    hears of each worker every few seconds."""
    if found.workers is None:
        return
    silent = {each.worker for each in found.workers if each.is_silent(found.at)}
    if len(silent) == len(found.workers):
        found.parts["worker"] = problem(words.SILENT, words.START_WORKER)
    found.queues = found.queues and [each.without(silent) for each in found.queues]


async def _of_temporal(found: Overview, connect: "Connect") -> None:
    found.queues = await (await connect()).inspection.queues(found.at)


def _waits(installation: "Installation", now: datetime) -> Waiting:
    troubles, soon, long = Troubles(installation.database), now - SOON, now - _A_WHILE
    return {
        TroubleKind.UNSTARTED: troubles.unstarted(soon),
        TroubleKind.UNDELIVERED: troubles.undelivered(soon),
        TroubleKind.AHEAD: troubles.ahead(soon),
        TroubleKind.LATE: troubles.late(long),
        TroubleKind.UNSENT: troubles.unsent(long),
        TroubleKind.UNDELIVERABLE: troubles.undeliverable(),
    }


def _told(waits: Waiting) -> Told:
    told: Told = defaultdict(list)
    for kind, each in waits.items():
        for one in each:
            told[one.case_id].append(Trouble(kind, one.since, one.what))
    return told


async def _of_lists(
    found: Overview, installation: "Installation", connect: "Connect", told: Told
) -> None:
    """Add what Temporal's own lists tell: who is missing, who is stuck."""
    cases = (await connect()).cases
    needed = await asyncio.to_thread(Backlog(installation.database).count_unended)
    unstarted = sum(t.kind is TroubleKind.UNSTARTED for each in told.values() for t in each)
    found.missing = max(0, needed - await cases.count_running() - unstarted)
    for case_id in await cases.stuck_ids(_STUCK):
        told.setdefault(case_id, [])


async def _ailing(
    found: Overview, installation: "Installation", connect: "Connect", told: Told
) -> None:
    states = await asyncio.to_thread(Troubles(installation.database).states, list(told))
    known = [Ailing(state, arranged(told[key])) for key, state in states.items()]
    described: list[Ailing] = []
    await _asked(found, lambda: _described(known[:_DESCRIBED], connect, found.at, described))
    newer = {each.state.case_id: each for each in described}
    every = [newer.get(each.state.case_id, each) for each in known]
    found.ailing = sorted((each for each in every if each.troubles), key=_gravity)


async def _described(
    known: list[Ailing], connect: "Connect", now: datetime, described: list[Ailing]
) -> None:
    """Add what Temporal tells of each case in question; as many as it answers for in time."""
    cases, gate = (await connect()).cases, asyncio.Semaphore(_AT_ONCE)

    async def one(each: Ailing) -> None:
        async with gate:
            described.append(await about(cases, each, now))

    await asyncio.gather(*map(one, known))


async def about(cases: "Cases", known: Ailing, now: datetime) -> Ailing:
    """One case with what Temporal tells of it, beside what the record does."""
    needed = needs_workflow(known.state, known.kinds)
    try:
        work = await cases.work(known.state.case_id)
    except NoWorkflow:
        was_there = needed and TroubleKind.UNSTARTED not in known.kinds
        return known.with_more([Trouble(TroubleKind.GONE)] if was_there else [], None)
    if work.running:
        return known.with_more(of_work(work, now - SOON), work)
    gone = [Trouble(TroubleKind.GONE, what=work.status)] if needed else []
    return known.with_more(gone, work)


def _gravity(each: Ailing) -> tuple[int, str, str]:
    since = each.since.isoformat() if each.since else ""
    return ORDER[each.troubles[0].kind], since, each.state.case_id


async def _asked(found: Overview, ask: Ask) -> None:
    try:
        async with asyncio.timeout(_SECONDS):
            await ask()
    except (EngineUnavailable, TimeoutError):
        found.away.add("temporal")
    except RecordUnavailable:
        found.away.add("record")


async def _recorded(found: Overview, ask: Ask) -> None:
    try:
        await ask()
    except HuiyinError:
        found.away.add("record")
