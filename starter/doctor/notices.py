"""Notices: whether people are told, and who cannot be reached."""

from datetime import timedelta

from rules.quiet import quiet
from schemas.words import PARTED, Said
from starter.doctor import words
from starter.doctor.verdict import Patient, Verdict, ok, problem, warning
from store.digests import Digests, Trouble

_LONG = timedelta(minutes=10)
_LATELY = timedelta(days=1)


def told(patient: Patient) -> Verdict:
    """Whether what people should hear has gone out. What waits for the morning is in order."""
    digests = patient.installation.digests
    if waiting := _forgotten(digests, patient):
        return problem(words.NOBODY_TOLD.filled(n=waiting), words.START_TELLING)
    if troubles := digests.troubles(patient.now - _LATELY):
        return warning(_said(troubles), words.MEND_ADDRESS)
    return ok(words.ALL_TOLD)


def _forgotten(digests: Digests, patient: Patient) -> int:
    """How many notices wait although nothing keeps them: neither the hour nor a digest that is
    on its way."""
    if digests.troubles(patient.now - _LATELY):
        return 0
    policy = digests.policy()
    return sum(
        notice.critical or not quiet(policy, notice.team, patient.now)
        for notice in digests.waiting(patient.now - _LONG)
    )


def _said(troubles: list[Trouble]) -> Said:
    parts = [
        words.ONE_UNTOLD.filled(
            who=each.recipient, way=words.WAYS[each.way], why=each.why, n=each.attempts
        )
        for each in sorted(troubles, key=lambda each: (each.recipient, each.why))
    ]
    return words.UNTOLD.filled(what=PARTED.joining(parts))
