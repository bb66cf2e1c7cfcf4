"""The record: reachable, of this version, sound, durably written, and without a jam."""

from datetime import timedelta

from schemas.words import plain
from starter.doctor import analyzed, notices, words
from starter.doctor.verdict import (
    Check,
    Patient,
    Status,
    Verdict,
    Verdicts,
    in_thread,
    ok,
    problem,
    run,
    warning,
)
from store import migrate, schema_version
from store.inspection import Inspection

_QUICK_CHECK_SECONDS = 5.0
_AT_ONCE = timedelta(minutes=1)


async def look(patient: Patient) -> Verdicts:
    there = await run({"record": in_thread(lambda: reached(patient))})
    if there["record"].status is not Status.OK:
        return there
    schema = await run({"schema": in_thread(lambda: _schema(patient))})
    rest: dict[str, Check] = {
        "integrity": in_thread(lambda: _integrity(patient)),
        "durability": in_thread(lambda: _durability(patient)),
    }
    if schema["schema"].status is Status.OK:
        rest["backlog"] = in_thread(lambda: _backlog(patient))
        rest["notices"] = in_thread(lambda: notices.told(patient))
        rest["analyzed"] = in_thread(lambda: analyzed.look(patient))
    return there | schema | await run(rest)


def reached(patient: Patient) -> Verdict:
    url = patient.settings.record_url
    if schema_version.absent(url):
        path = url.removeprefix("sqlite:///")
        return problem(words.NO_RECORD.filled(path=path), words.MAKE_RECORD)
    database = patient.installation.database
    schema_version.recorded(database)
    return ok(plain(database.shown))


def _schema(patient: Patient) -> Verdict:
    found = schema_version.recorded(patient.installation.database)
    known = migrate.revisions()
    if found == known[-1]:
        return ok(words.REVISION.filled(found=found))
    if found is None:
        return problem(words.EMPTY_RECORD, words.MAKE_RECORD)
    if found in known:
        said = words.OLDER_SCHEMA.filled(found=found, needed=known[-1])
        return problem(said, words.UPGRADE)
    said = words.UNKNOWN_SCHEMA.filled(found=found, needed=known[-1])
    return problem(said, words.NEWER_PROGRAM)


def _integrity(patient: Patient) -> Verdict:
    damage = Inspection(patient.installation.database).damage(_QUICK_CHECK_SECONDS)
    if damage:
        return problem(words.DAMAGE.filled(what=damage), words.RESTORE)
    return ok(words.NO_DAMAGE)


def _durability(patient: Patient) -> Verdict:
    found = Inspection(patient.installation.database).durability()
    if found is None:
        return ok(words.POSTGRESQL_SEES)
    said = words.PRAGMAS.filled(journal=found.journal, synchronous=found.synchronous)
    return ok(said) if found.survives_power_cut else warning(said, words.LOCAL_DISK)


def _backlog(patient: Patient) -> Verdict:
    waiting = Inspection(patient.installation.database).waiting(patient.now - _AT_ONCE)
    if not waiting.unstarted and not waiting.undelivered:
        return ok(words.NOTHING_WAITS)
    found = words.WAITING.filled(cases=waiting.unstarted, decisions=waiting.undelivered)
    return problem(found, words.UNJAM)
