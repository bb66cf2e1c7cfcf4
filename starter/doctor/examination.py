"""All checks, in the order in which they are shown."""

import asyncio

from schemas.settings import Settings
from starter.doctor import encryption, hearing, mail, place, record, second, temporal, web
from starter.doctor.verdict import Patient, Verdicts
from worker.installation import Installation, now


async def examine(settings: Settings) -> Verdicts:
    """Look at everything. It changes nothing, and takes some seconds at most."""
    patient = Patient(Installation(settings), now())
    parts = (place, record, temporal, encryption, mail, hearing, second, web)
    found = await asyncio.gather(*(part.look(patient) for part in parts))
    return {name: verdict for verdicts in found for name, verdict in verdicts.items()}
