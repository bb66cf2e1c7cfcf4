"""What was analyzed within a day: by which model, how much of it a person has to judge, and how
the language model answered."""

from datetime import timedelta

from schemas.words import PARTED, Said, plain
from starter import analysis_words
from starter.doctor import hearing_words, words
from starter.doctor.verdict import Patient, Verdict, ok, warning
from store.lately import Lately, lately

_A_DAY = timedelta(days=1)
_TOO_MANY = 0.5
"""The part of the questions to a language model that came to nothing from which on it is ill."""


def look(patient: Patient) -> Verdict:
    """What was done since a day ago."""
    found = lately(patient.installation.database, patient.now - _A_DAY)
    told = PARTED.joining([_analyzed(found), *_seconds(found)])
    if found.asked and found.unanswered >= _TOO_MANY * found.asked:
        return warning(told, words.CHECK_LLM)
    return ok(told)


def _analyzed(found: Lately) -> Said:
    if not found.analyzed:
        return hearing_words.NOTHING_ANALYZED
    models = [hearing_words.BY_MODEL.filled(n=n, model=name) for name, n in found.by_model.items()]
    share = found.triaged / found.analyzed
    return hearing_words.ANALYZED.filled(
        n=found.analyzed,
        models=PARTED.joining(models),
        triaged=found.triaged,
        share=share,
        aside=found.aside,
    )


def _seconds(found: Lately) -> list[Said]:
    """What the language model was asked, and why it did not answer."""
    if not found.asked and not found.troubles:
        return []
    parts = [hearing_words.ASKED_LLM.filled(n=found.asked)]
    for trouble, n in found.troubles.items():
        why = analysis_words.TROUBLES.get(trouble, plain(trouble))
        parts.append(hearing_words.LLM_TROUBLE.filled(n=n, why=why))
    return [PARTED.joining(parts)]
