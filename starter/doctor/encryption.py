"""The encryption of what Temporal keeps: whether there is one, and whether its keys work."""

from engine.codec import keys_of, works
from starter.doctor import words
from starter.doctor.verdict import Patient, Verdict, Verdicts, ok, problem, run


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
