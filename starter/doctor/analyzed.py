"""What was analyzed within a day: by which model, how much of it a person has to judge, and how
the language model answered."""

from datetime import timedelta

from schemas.words import Said, plain
from starter import analysis_words
from starter.doctor import words
from starter.doctor.verdict import Patient, Verdict, ok, warning
from store.lately import Lately, lately

_A_DAY = timedelta(days=1)
_TOO_MANY = 0.5
"""The part of the questions to a language model that came to nothing from which on it is ill."""


def look(patient: Patient) -> Verdict:
    """What was done since a day ago."""
    found = lately(patient.installation.database, patient.now - _A_DAY)
    told = words.PART_BY_PART.joining([_analyzed(found), *_seconds(found)])
    if found.asked and found.unanswered >= _TOO_MANY * found.asked:
        return warning(told, words.CHECK_LLM)
    return ok(told)


def _analyzed(found: Lately) -> Said:
    if not found.analyzed:
        return words.NOTHING_ANALYZED
    models = [words.BY_MODEL.filled(n=n, model=name) for name, n in found.by_model.items()]
    share = found.triaged / found.analyzed
    return words.ANALYZED.filled(
        n=found.analyzed,
        models=words.BETWEEN.joining(models),
        triaged=found.triaged,
        share=share,
        aside=found.aside,
    )


def _seconds(found: Lately) -> list[Said]:
    """What the language model was asked, and why it did not answer."""
    if not found.asked and not found.troubles:
        return []
    parts = [words.ASKED_LLM.filled(n=found.asked)]
    for trouble, n in found.troubles.items():
        why = analysis_words.TROUBLES.get(trouble, plain(trouble))
        parts.append(words.LLM_TROUBLE.filled(n=n, why=why))
    return [words.BETWEEN.joining(parts)]
