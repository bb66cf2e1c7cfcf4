"""What lies on this machine: the data directory, room on the disk, the secret key, the policy."""

import os
import shutil
import stat
from pathlib import Path

from schemas.settings import Settings
from schemas.words import Said, plain
from starter import policy_standing
from starter.doctor import words
from starter.doctor.verdict import Patient, Verdict, Verdicts, in_thread, ok, problem, run, warning

_GIGABYTE = 1_000_000_000
_LITTLE, _TOO_LITTLE = 2 * _GIGABYTE, _GIGABYTE // 4
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


async def look(patient: Patient) -> Verdicts:
    settings = patient.settings
    return await run(
        {
            "data_dir": in_thread(lambda: _data_dir(settings)),
            "disk": in_thread(lambda: _disk(settings.data_dir)),
            "secret": in_thread(lambda: _secret(patient)),
            "policy": in_thread(lambda: _policy(patient)),
        }
    )


def _data_dir(settings: Settings) -> Verdict:
    path = settings.data_dir
    if not path.is_dir():
        if settings.database_url and settings.secret_key:
            return ok(words.NOT_USED)
        return problem(words.NO_DATA_DIR.filled(path=path), words.MAKE_DATA_DIR)
    mode = path.stat().st_mode
    if mode & _OTHERS:
        return problem(_open(path, mode), words.CLOSE.filled(mode=700, path=path))
    if not os.access(path, os.W_OK | os.X_OK):
        return problem(words.NOT_WRITABLE.filled(path=path), words.BE_OWNER.filled(path=path))
    return ok(plain(path))


def _disk(data_dir: Path) -> Verdict:
    place = next(path for path in (data_dir, *data_dir.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    found = words.FREE.filled(gigabytes=free / _GIGABYTE)
    if free < _TOO_LITTLE:
        return problem(found, words.MAKE_ROOM)
    return warning(found, words.MAKE_ROOM) if free < _LITTLE else ok(found)


def _secret(patient: Patient) -> Verdict:
    settings, file = patient.settings, patient.settings.secret_file
    if not settings.secret_key and not file.exists():
        return problem(words.SECRET_MISSING.filled(file=file), words.REMEDIES["secret"])
    _ = patient.installation.signer  # says what is wrong with the key
    if settings.secret_key:
        return ok(words.SECRET_SET)
    mode = file.stat().st_mode
    if mode & _OTHERS:
        return problem(_open(file, mode), words.CLOSE.filled(mode=600, path=file))
    return ok(plain(file))


def _policy(patient: Patient) -> Verdict:
    standing = policy_standing.of(patient.installation)
    if standing.mistakes:
        judge = warning if standing.in_force else problem
        return judge(standing.mistakes, words.CORRECT_POLICY)
    if standing.older:
        return ok(words.POLICY_OLDER.filled(file=standing.file, version=standing.in_force))
    if standing.differs:
        told = words.POLICY_DIFFERS.filled(file=standing.file, version=standing.in_force)
        return warning(told, words.APPLY_POLICY.filled(file=standing.file))
    return ok(plain(standing.file) if standing.exists else words.POLICY_SHIPPED)


def _open(path: Path, mode: int) -> Said:
    return words.OPEN_TO_OTHERS.filled(path=path, mode=f"{stat.S_IMODE(mode):o}")
