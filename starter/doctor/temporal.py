"""Temporal: reachable, new enough, prepared, and with somebody who does the work."""

import re
from datetime import timedelta

from engine.connection import connect, target
from engine.embedded import NAMESPACE
from engine.inspection import POLL, Inspection, Work
from engine.schedules import SWEEPER, TELLER
from schemas.words import PARTED, plain
from starter.doctor import encryption, learning, words
from starter.doctor.verdict import (
    Patient,
    Status,
    Verdict,
    Verdicts,
    ok,
    problem,
    run,
    warning,
)

_PATIENCE = timedelta(seconds=5)
_OLDEST = (1, 28)
_DEVELOPMENT = timedelta(hours=24)
_LATE = 3
"""Passes of a schedule that may be missed before it counts as standing still."""


async def look(patient: Patient) -> Verdicts:
    config = target(patient.settings)
    address, namespace = config.get("target_host"), config.get("namespace") or NAMESPACE
    found: list[Inspection] = []

    async def reached() -> Verdict:
        found.append(Inspection(await connect(patient.settings, patience=_PATIENCE)))
        return ok(words.TEMPORAL_AT.filled(address=address, namespace=namespace))

    verdicts = await run({"temporal": reached})
    if verdicts["temporal"].status is not Status.OK:
        return verdicts
    return verdicts | await _look_at(found[0], patient, namespace)


async def _look_at(temporal: Inspection, patient: Patient, namespace: str) -> Verdicts:
    return await run(
        {
            "temporal_version": lambda: _version(temporal),
            "namespace": lambda: _namespace(temporal, patient, namespace),
            "search_attributes": lambda: _attributes(temporal),
            "worker": lambda: _worker(temporal, patient),
            "sweeper": lambda: _passes(temporal, patient, SWEEPER),
            "teller": lambda: _passes(temporal, patient, TELLER),
            "learning": lambda: learning.look(temporal, patient),
            "payload_keys": lambda: encryption.needed(temporal, patient),
        }
    )


async def _version(temporal: Inspection) -> Verdict:
    version = await temporal.version()
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers and (int(numbers[1]), int(numbers[2])) < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        return problem(plain(version), words.NEWER_SERVER.filled(oldest=oldest))
    return ok(plain(version or "?"))


async def _namespace(temporal: Inspection, patient: Patient, name: str) -> Verdict:
    kept, wanted = await temporal.retention(), patient.settings.retention_days
    if kept is None:
        create = words.MAKE_NAMESPACE.filled(name=name, days=wanted)
        return problem(words.NO_NAMESPACE.filled(name=name), create)
    said = words.RETENTION_OF_DEVELOPMENT if kept == _DEVELOPMENT else words.RETENTION
    found = said.filled(name=name, days=kept / timedelta(days=1))
    if kept < timedelta(days=wanted):
        return warning(found, words.KEEP_LONGER.filled(name=name, days=wanted))
    return ok(found)


async def _attributes(temporal: Inspection) -> Verdict:
    found = await temporal.attributes()
    if found.mistyped:
        names = ", ".join(found.mistyped)
        return problem(words.MISTYPED.filled(names=names), words.REMOVE_ATTRIBUTES)
    if found.missing:
        names = ", ".join(found.missing)
        return problem(words.UNREGISTERED.filled(names=names), words.REGISTER_ATTRIBUTES)
    return ok(words.REGISTERED)


async def _worker(temporal: Inspection, patient: Patient) -> Verdict:
    idle = await temporal.idle(patient.now)
    if not idle:
        return ok(words.WORKS)
    nobody = words.NO_WORKER if len(idle) == len(Work) else words.HALF_A_WORKER
    return problem(
        nobody.filled(work=PARTED.joining([words.WORK[each] for each in idle])),
        words.START_WORKER,
    )


async def _passes(temporal: Inspection, patient: Patient, schedule: str) -> Verdict:
    found = await temporal.passes(schedule)
    if found is None:
        return problem(words.NO_SCHEDULE, words.RESTART_WORKER)
    if found.paused:
        return problem(words.PAUSED, words.UNPAUSE.filled(schedule=schedule))
    if found.last is None:
        return ok(words.JUST_MADE)
    ago = patient.now - found.last
    said = words.LAST_PASS.filled(seconds=max(ago.total_seconds(), 0))
    if ago > _LATE * found.every + POLL and not found.running:
        return problem(said, words.RESTART_WORKER)
    return ok(said)
