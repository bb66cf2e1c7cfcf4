"""The encryption of what Temporal keeps: whether there is one, and whether its keys work."""

import asyncio

from engine.codec import keys_of, works
from engine.inspection import Inspection
from starter.doctor import words
from starter.doctor.verdict import Patient, Verdict, Verdicts, ok, problem, run

_LOOKED_AT = 60
"""So many running cases, old and new ones, tell by which keys what runs was encrypted."""


async def look(patient: Patient) -> Verdicts:
    return await run({"encryption": lambda: _encryption(patient)})


async def _encryption(patient: Patient) -> Verdict:
    keys = keys_of(patient.settings)
    if not keys:
        return ok(words.PLAIN_PAYLOADS)
    if not await works(keys):
        return problem(words.KEYS_FAIL, words.REMEDIES["encryption"])
    others = ", ".join(key.id for key in keys[1:])
    said = words.ENCRYPTED_AND_READ if others else words.ENCRYPTED_BY
    return ok(said.filled(first=keys[0].id, others=others))


async def needed(temporal: Inspection, patient: Patient) -> Verdict:
    """Whether the keys are there by which what Temporal holds of running cases was encrypted."""
    cases = await asyncio.to_thread(patient.installation.backlog.running, _LOOKED_AT)
    found = await asyncio.gather(*(temporal.keys_needed(case) for case in cases))
    given = {key.id for key in keys_of(patient.settings)}
    missing = sorted(frozenset().union(*found) - given)
    if not missing:
        return ok(words.KEYS_THERE.filled(looked=len(cases)))
    stuck = [case for case, keys in zip(cases, found, strict=True) if keys - given]
    keys, first = ", ".join(missing), stuck[0]
    said = words.KEYS_GONE.filled(keys=keys, n=len(stuck), looked=len(cases), case=first)
    return problem(said, words.PUT_KEYS_BACK.filled(keys=keys))
