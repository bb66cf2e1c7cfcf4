"""The analysis: which model is in use, what it can do here, and whether it can learn."""

from analysis import encoder
from analysis.model import Model
from schemas.words import Said, plain
from starter.doctor import hearing_words
from starter.doctor.verdict import Patient, Verdict, Verdicts, in_thread, ok, run, warning
from worker.trainer import INSTALL


async def look(patient: Patient) -> Verdicts:
    return await run({"analysis": in_thread(lambda: _analysis(patient))})


def _analysis(patient: Patient) -> Verdict:
    name = _in_use(patient)
    if not encoder.is_installed():
        return warning(hearing_words.NO_ENCODER.filled(model=name), hearing_words.INSTALL_ENCODER)
    learns = patient.installation.school.trainer is not None
    return ok(hearing_words.HEARS.filled(model=name, learning=_learning(learns)))


def _in_use(patient: Patient) -> str:
    """The name of the model; of the shipped one as long as there is no record."""
    if patient.installation.policy_in_force() is None:
        return Model.load().name
    models = patient.installation.models
    used = models.in_use()
    return next((each.name for each in models.all() if each.number == used), Model.load().name)


def _learning(learns: bool) -> Said:
    return (
        hearing_words.LEARNS if learns else hearing_words.LEARNS_NOT.filled(install=plain(INSTALL))
    )
