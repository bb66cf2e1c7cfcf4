"""Learning from what people corrected: when it was last tried, what came of it, when it goes on."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from engine.inspection import Inspection
from engine.schedules import SCHOOL, Passes
from schemas.learning import Learnt
from schemas.words import PARTED, Said, plain
from starter.doctor import hearing_words, words
from starter.doctor.verdict import Patient, Verdict, ok, problem, warning
from store.models import Kept
from worker.trainer import INSTALL

_HOUR = timedelta(hours=1)
_WELL = "completed"


async def look(temporal: Inspection, patient: Patient) -> Verdict:
    """What the schedule did last and does next, and what became of the model trained last."""
    found = await temporal.passes(SCHOOL)
    if found is None:
        return problem(words.NO_SCHEDULE, words.RESTART_WORKER)
    if found.paused:
        return warning(words.PAUSED, words.UNPAUSE.filled(schedule=SCHOOL))
    latest = await asyncio.to_thread(patient.installation.models.latest)
    how, remedy = await _ended(temporal, found)
    parts = [_last(found, how, patient), *([_model(latest, patient)] if latest else [])]
    if found.next:
        parts.append(hearing_words.NEXT_LESSON.filled(hours=(found.next - patient.now) / _HOUR))
    told = PARTED.joining(parts)
    return warning(told, remedy) if remedy else ok(told)


async def _ended(temporal: Inspection, found: Passes) -> tuple[Said, Said | None]:
    """How the latest pass ended, and what to do about it."""
    if found.running:
        return hearing_words.LEARNS_NOW, None
    ended = await temporal.outcome(found.latest) if found.latest else None
    if ended is None:
        return hearing_words.LESSON_FORGOTTEN, None
    if ended.status != _WELL:
        return hearing_words.LESSON_FAILED.filled(how=ended.status), hearing_words.TRY_LESSON
    remedies = {Learnt.NO_TRAINER: hearing_words.INSTALL_TRAINER.filled(install=plain(INSTALL))}
    learnt = Learnt(ended.result)
    return hearing_words.LEARNT[learnt], remedies.get(learnt)


def _last(found: Passes, how: Said, patient: Patient) -> Said:
    if found.last is None:
        return hearing_words.NO_LESSON
    return hearing_words.LAST_LESSON.filled(hours=(patient.now - found.last) / _HOUR, how=how)


def _model(latest: Kept, patient: Patient) -> Said:
    """The model that was trained last, by whomever: whether it was taken, and by which figures."""
    said = hearing_words.MODEL_TAKEN if latest.taken_at else hearing_words.MODEL_NOT_TAKEN
    changes: Mapping[str, tuple[float, float]] = latest.card.get("changes", {})
    figures = [
        hearing_words.FIGURE.filled(name=name, before=before, after=after)
        for name, (before, after) in changes.items()
    ]
    hours = (patient.now - latest.trained_at) / _HOUR
    why = PARTED.joining(figures) if figures else plain("?")
    return said.filled(name=latest.name, hours=hours, why=why)
