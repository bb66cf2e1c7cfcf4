"""Backups: the whole record as one file, taken while everything runs, for any database."""

import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from sqlalchemy import (
    INTEGER,
    Connection,
    MetaData,
    Select,
    delete,
    false,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.exc import SAWarning

from schemas.errors import BadInput
from schemas.events import SYSTEM
from store import migrate, search_index, wholefile
from store.archive import (
    ATTACHMENTS,
    BATCH,
    FORMAT,
    Carried,
    Meta,
    is_backup,
    read_meta,
    write_meta,
)
from store.attachments import Attachments
from store.database import Conflict, Database
from store.statements import ATTACHED

SECRET, POLICY = "secret.key", "policy.toml"
"""The files that go along: without the key, links in mails that were sent are lost."""

# Which revision it has, who runs on it and who is signed in now, is of a database and not of the
# record. What can be searched for is made anew.
_LEFT_OUT = frozenset({"alembic_version", "workers", "sessions", "sign_in_attempts"})
_ACCOUNTS, _CHANGES = "accounts", "identity_changes"
_SIGNS_OF_USE = ("password", "second", "seen_at", "disabled_at")
_DAMAGE = (BadZipFile, KeyError, ValueError, TypeError, EOFError, zlib.error, Conflict)


class Trouble(StrEnum):
    """Why a backup is not written, or not restored. Stable names: doors translate them."""

    NO_RECORD = "no_record"
    OTHER_FILE = "other_file"
    NO_BACKUP = "no_backup"
    DAMAGED = "damaged"
    NEWER = "newer"
    NOT_EMPTY = "not_empty"
    LAID_OUT = "laid_out"
    OTHER_SECRET = "other_secret"  # noqa: S105


class BackupRefused(BadInput):
    """Nothing was written; `where` is the file or the database that is in the way."""

    def __init__(self, trouble: Trouble, where: object) -> None:
        super().__init__(f"{trouble.value}: {where}")
        self.trouble = trouble
        self.where = str(where)


@dataclass(frozen=True)
class Restored:
    """What was restored: the backup's own description, and the names of the files written.

    `left_out` are the logins that the record had, unused, and the backup has not.
    """

    meta: Meta
    written: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def write(
    database: Database,
    path: Path,
    files: Mapping[str, Path],
    now: datetime,
    attachments: Attachments | None = None,
) -> Meta:
    """Write everything that the record holds at this instant, those of `files` that exist, and
    the attachments that the record names.

    The record is used meanwhile as ever. `path` is there whole or not at all, for its owner only.

    Raises:
        BackupRefused: there is no record yet, or `path` is a file that is no backup.
        RecordUnavailable: the database cannot be reached.
    """
    if path.exists() and not is_backup(path):
        raise BackupRefused(Trouble.OTHER_FILE, path)
    with database.snapshot() as connection:
        revision = migrate.current_of(connection)
        if revision is None:
            raise BackupRefused(Trouble.NO_RECORD, database.shown)
        with wholefile.writing(path) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
            counts = {each.name: _dump(connection, archive, each) for each in _tables(connection)}
            kept = [name for name, each in files.items() if _keep(archive, name, each)]
            meta = Meta(
                revision=revision,
                created_at=now,
                tables=counts,
                files=kept,
                attachments=_keep_attachments(connection, archive, attachments),
            )
            write_meta(archive, meta)
            return meta


def restore(
    database: Database,
    path: Path,
    files: Mapping[str, Path],
    attachments: Attachments | None = None,
) -> Restored:
    """Bring a backup into an empty record, and those of its files that are not there yet.

    All of it or nothing. A record of an older version is brought up to this one. Accounts that
    nobody has used yet do not count, for the first start makes some: those of the backup stand.

    Raises:
        BackupRefused: it is no sound backup that this version knows, the record is not empty, or
            there is another secret key.
        RecordUnavailable: the database cannot be reached.
    """
    with _damage_named(path), _opened(path) as archive:
        meta = _meta(archive, path)
        _refuse_other_secret(archive, meta, files)
        with database.writing() as session:
            connection = session.connection()
            _require_empty(connection, meta, database)
            unused = _clear(connection)
            migrate.bring(connection, meta.revision)
            _fill(connection, archive, meta)
            migrate.bring(connection, migrate.head())
            _place_attachments(archive, attachments)
            left_out = tuple(sorted(unused - _logins(connection)))
            return Restored(meta, tuple(_place(archive, meta, files)), left_out)


def _tables(connection: Connection) -> list[Carried]:
    there = MetaData()
    with warnings.catch_warnings():
        # The index over lower-cased addresses cannot be reflected; rows are what is carried.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
        there.reflect(connection)
    return [Carried.of(each) for each in there.sorted_tables if not _is_left_out(each.name)]


def _is_left_out(name: str) -> bool:
    return name in _LEFT_OUT or name.startswith(search_index.TABLES)


def _dump(connection: Connection, archive: ZipFile, carried: Carried) -> int:
    ordered = select(carried.table).order_by(*(carried.table.c[name] for name in carried.key))
    rows = connection.execution_options(yield_per=BATCH).execute(ordered)
    return carried.dump(archive, rows.mappings())


def _keep(archive: ZipFile, name: str, file: Path) -> bool:
    if file.exists():
        archive.write(file, name)
    return file.exists()


def _keep_attachments(
    connection: Connection, archive: ZipFile, attachments: Attachments | None
) -> int:
    if attachments is None or migrate.current_of(connection) != migrate.head():
        return 0
    kept = 0
    for sha256 in connection.execute(select(ATTACHED.c.sha256).distinct()).scalars():
        file = attachments.path(sha256)
        if file.exists():  # else it was thrown away since this instant
            archive.write(file, f"{ATTACHMENTS}{sha256}", ZIP_STORED)
            kept += 1
    return kept


def _place_attachments(archive: ZipFile, attachments: Attachments | None) -> None:
    names = [name for name in archive.namelist() if name.startswith(ATTACHMENTS)]
    if attachments is not None:
        for name in names:
            with archive.open(name) as member:
                attachments.put_back(member, name.removeprefix(ATTACHMENTS))


def _opened(path: Path) -> ZipFile:
    if not is_backup(path):
        raise BackupRefused(Trouble.NO_BACKUP, path)
    return ZipFile(path)


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise BackupRefused(Trouble.DAMAGED, path) from error


def _meta(archive: ZipFile, path: Path) -> Meta:
    try:
        meta = read_meta(archive)
    except (KeyError, ValueError) as error:
        raise BackupRefused(Trouble.NO_BACKUP, path) from error
    if meta.format != FORMAT or meta.revision not in migrate.revisions():
        raise BackupRefused(Trouble.NEWER, path)
    return meta


def _refuse_other_secret(archive: ZipFile, meta: Meta, files: Mapping[str, Path]) -> None:
    present = files[SECRET]
    if SECRET not in meta.files or not present.exists():
        return
    if present.read_bytes().strip() != archive.read(SECRET).strip():
        raise BackupRefused(Trouble.OTHER_SECRET, present)


def _require_empty(connection: Connection, meta: Meta, database: Database) -> None:
    if any(connection.execute(_used(each)).scalar_one() for each in _tables(connection)):
        raise BackupRefused(Trouble.NOT_EMPTY, database.shown)
    order = migrate.revisions()
    present = migrate.current_of(connection)
    if present and (present not in order or order.index(present) > order.index(meta.revision)):
        raise BackupRefused(Trouble.LAID_OUT, database.shown)


def _used(carried: Carried) -> Select[int]:
    """How many rows are there that somebody would miss."""
    counted = select(func.count()).select_from(carried.table)
    if carried.name == _CHANGES:
        return counted.where(carried.table.c.by != SYSTEM)
    if carried.name != _ACCOUNTS:
        return counted
    return counted.where(or_(*(carried.table.c[sign].is_not(None) for sign in _SIGNS_OF_USE)))


def _clear(connection: Connection) -> set[str]:
    """Take unused accounts away, and that they were made; their logins."""
    logins = _logins(connection)
    for each in _tables(connection):
        if each.name in (_ACCOUNTS, _CHANGES):
            connection.execute(delete(each.table))
    return logins


def _logins(connection: Connection) -> set[str]:
    found = (each.table for each in _tables(connection) if each.name == _ACCOUNTS)
    return {login for t in found for login in connection.execute(select(t.c.login)).scalars()}


def _fill(connection: Connection, archive: ZipFile, meta: Meta) -> None:
    carried = {each.name: each for each in _tables(connection)}
    for name, count in meta.tables.items():
        for batch in carried[name].load(archive):
            connection.execute(insert(carried[name].table), batch)
        if _count(connection, carried[name]) != count:
            raise ValueError(f"{name} has not as many rows as the backup says")
        _go_on_counting(connection, carried[name])


def _count(connection: Connection, carried: Carried) -> int:
    return connection.execute(select(func.count()).select_from(carried.table)).scalar_one()


def _go_on_counting(connection: Connection, carried: Carried) -> None:
    """Have PostgreSQL number new rows after the restored ones, as SQLite does by itself."""
    keys = [carried.table.c[name] for name in carried.key]
    if connection.dialect.name == "postgresql" and [type(key.type) for key in keys] == [INTEGER]:
        sequence = func.pg_get_serial_sequence(carried.name, keys[0].name)
        following = func.coalesce(func.max(keys[0]), 0) + 1
        connection.execute(select(func.setval(sequence, following, false())))


def _place(archive: ZipFile, meta: Meta, files: Mapping[str, Path]) -> Iterator[str]:
    for name in meta.files:
        target = files.get(name)
        if target and not target.exists():
            with wholefile.writing(target) as file:
                file.write(archive.read(name))
            yield name
