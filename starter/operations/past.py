"""What happened in the workflow of a case, as Temporal wrote it down, live or exported."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from schemas.errors import EngineUnavailable, NoWorkflow
from store.histories import Histories

if TYPE_CHECKING:
    from engine.past import PastEvent
    from starter.operations.motor import Connect
    from worker.installation import Installation


@dataclass(frozen=True)
class Era:
    """One run of a case's workflow. `exported` is when its history was taken into the record;
    without a status, Temporal has it no more, or does not answer."""

    run_id: str
    status: str | None = None
    began: datetime | None = None
    ended: datetime | None = None
    exported: datetime | None = None


@dataclass
class Past:
    """The runs of a case, the latest first, and the events of the one that was asked for."""

    eras: list[Era] = field(default_factory=list)
    chosen: Era | None = None
    events: "list[PastEvent]" = field(default_factory=list)
    away: bool = False


async def past(
    installation: "Installation", connect: "Connect", case_id: str, run_id: str | None
) -> Past:
    """The runs of a case and the events of one; of the latest, if none is named. What Temporal
    has no more, the record has, if the case has ended."""
    found, histories = Past(), Histories(installation.database)
    exported = await asyncio.to_thread(histories.runs, case_id)
    live = await _live(found, connect, case_id, exported)
    rest = [Era(run, exported=at) for run, at in exported.items() if run not in live]
    found.eras = [*live.values(), *rest]
    found.chosen = next((e for e in found.eras if run_id in (None, e.run_id)), None)
    if found.chosen:
        found.events = await _events(installation, connect, case_id, found.chosen)
    return found


async def _live(
    found: Past, connect: "Connect", case_id: str, exported: dict[str, datetime]
) -> dict[str, Era]:
    try:
        runs = await (await connect()).cases.runs(case_id)
    except EngineUnavailable:
        found.away = True
        return {}
    except NoWorkflow:
        return {}
    return {
        run.run_id: Era(run.run_id, run.status, run.began, run.ended, exported.get(run.run_id))
        for run in runs
    }


async def _events(
    installation: "Installation", connect: "Connect", case_id: str, era: Era
) -> "list[PastEvent]":
    from engine.codec import keys_of
    from engine.converter import converter
    from engine.past import told

    history: bytes | None = None
    if era.exported:
        one = Histories(installation.database).one
        history = await asyncio.to_thread(one, case_id, era.run_id)
    if history is None:
        try:
            history = await (await connect()).cases.history(case_id, era.run_id)
        except (EngineUnavailable, NoWorkflow):
            return []
    return await told(history, converter(keys_of(installation.settings)).payload_codec)
