"""Attachments: the bytes once in a folder, by their SHA-256; who sent them to which case, in rows.

A row that is linked to no case within a day is thrown away, and so are bytes that no row names.
"""

import hashlib
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from sqlalchemy import Connection, update
from sqlmodel import Session, col, select

from schemas.errors import RecordUnavailable
from schemas.files import Attachment, FileLimits, FileRefused, FileTrouble, safe_name
from store import file_kinds
from store.database import Database
from store.tables import AttachmentRow
from store.wholefile import sync_directory

UNLINKED_FOR = timedelta(days=1)
RESERVE = 500_000_000
"""Bytes of the disk that files leave free, for the record lies there too."""
_TIDIED_EVERY = timedelta(hours=1)
_CHUNK = 1 << 16
_UNFINISHED = ".unfinished-"
_LOCK = 7_265_739
_BATCH = 500


class Readable(Protocol):
    """What bytes are read from: an open file, or an upload."""

    def read(self, size: int, /) -> bytes: ...


class Attachments:
    """The attachments of one record. Several machines share its folder."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        now: Callable[[], datetime],
        reserve: int = RESERVE,
    ) -> None:
        self._database = database
        self._reserve = reserve
        self._folder = folder
        self._now = now
        self._tidied_at: datetime | None = None

    def keep(self, stream: Readable, name: str, type: str | None, limits: FileLimits) -> Attachment:  # noqa: A002
        """Keep a file. What it is, its contents tell, and not the `type` that it came with.

        Raises:
            FileRefused: it is empty, too large or of a kind that is not allowed; nothing is kept.
            RecordUnavailable: the record cannot be reached, or its disk is nearly full.
        """
        with self._unfinished() as file:
            if shutil.disk_usage(file).free < self._reserve + limits.most_bytes:
                raise RecordUnavailable("the disk is nearly full")
            sha256, size = _received(stream, file, limits.most_bytes, name)
            found = file_kinds.recognized(file)
            if found is None or found[0] not in limits.kinds:
                raise FileRefused(FileTrouble.KIND, safe_name(name))
            row = AttachmentRow(
                id=secrets.token_urlsafe(16),
                sha256=sha256,
                size=size,
                type=found[1],
                name=safe_name(name),
                kept_at=self._now(),
            )
            with self._database.writing() as session:
                _only_one(session.connection())
                session.add(row)
                self._put(file, sha256)
            return _attachment(row)

    def link(self, case_id: str, ids: Sequence[str], by: str, event_seq: int | None = None) -> None:
        """Link files to a case, in a transaction of its own; see `link_within`."""
        with self._database.writing() as session:
            link_within(session, case_id, ids, by, self._now(), event_seq)

    def find(self, attachment_id: str) -> Attachment | None:
        """A file that is linked to a case; none if there is no such file."""
        with self._database.reading() as session:
            row = session.get(AttachmentRow, attachment_id)
            return _attachment(row) if row and row.case_id else None

    def has(self, attachment_id: str) -> bool:
        """Whether a file is kept, linked or not yet."""
        with self._database.reading() as session:
            return session.get(AttachmentRow, attachment_id) is not None

    def of_case(self, case_id: str) -> list[Attachment]:
        """The files of a case, in the order they came."""
        with self._database.reading() as session:
            return of_case_within(session, case_id)

    def discard(self, ids: Sequence[str]) -> None:
        """Throw away those of these files that were linked to no case."""
        mine = (col(AttachmentRow.id).in_(ids), col(AttachmentRow.case_id).is_(None))
        with self._database.writing() as session:
            rows = session.exec(select(AttachmentRow).where(*mine)).all()
            for row in rows:
                session.delete(row)
        if rows:
            self.remove({row.sha256 for row in rows})

    def open(self, attachment: Attachment) -> BinaryIO:
        """The bytes of a file.

        Raises:
            FileNotFoundError: they are gone.
        """
        return self.path(attachment.sha256).open("rb")

    def forget(self, case_id: str) -> None:
        """Leave nothing of the files of a case; bytes that another case has too, stay with it."""
        with self._database.writing() as session:
            hashes = forget_within(session, case_id)
        self.remove(hashes)

    def remove(self, hashes: Collection[str]) -> None:
        """Remove those of these bytes that no row names."""
        with self._database.writing() as session:
            _only_one(session.connection())
            for sha256 in hashes:
                if not _is_named(session, sha256):
                    self.path(sha256).unlink(missing_ok=True)

    def collect(self) -> int:
        """Throw away what was linked to no case within a day; returns how many files."""
        before = self._now() - UNLINKED_FOR
        unlinked = select(AttachmentRow).where(
            col(AttachmentRow.linked_at).is_(None), col(AttachmentRow.kept_at) < before
        )
        # Locked, and none that somebody else has: it may just be linked.
        locked = unlinked.limit(_BATCH).with_for_update(skip_locked=True)
        with self._database.writing() as session:
            rows = session.exec(locked).all()
            for row in rows:
                session.delete(row)
        self.remove({row.sha256 for row in rows} | self._left_over(before))
        return len(rows)

    def put_back(self, stream: Readable, sha256: str) -> None:
        """Put the bytes of a backup where they belong.

        Raises:
            ValueError: they are not those that their name says.
        """
        with self._unfinished() as file:
            if _received(stream, file, sys.maxsize, sha256)[0] != sha256:
                raise ValueError("a file is not what its name says")
            self._put(file, sha256)

    def path(self, sha256: str) -> Path:
        """Where bytes lie."""
        return self._folder / sha256[:2] / sha256

    def _left_over(self, before: datetime) -> set[str]:
        """What may be named by nothing, since a crash; looked for once in an hour."""
        now = self._now()
        if self._tidied_at and now - self._tidied_at < _TIDIED_EVERY:
            return set()
        self._tidied_at = now
        return {file.name for file in self._older(before) if _is_hash(file.name)}

    def _older(self, before: datetime) -> Iterator[Path]:
        """Files that were last touched before an instant; the unfinished ones are removed."""
        for file in self._folder.glob("*/*"):
            with suppress(FileNotFoundError):  # another machine may tidy up, too
                if file.stat().st_mtime >= before.timestamp():
                    continue
                if not file.name.startswith(_UNFINISHED):
                    yield file
                    continue
                file.unlink()

    @contextmanager
    def _unfinished(self) -> Iterator[Path]:
        folder = self._folder / "in"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd, name = tempfile.mkstemp(dir=folder, prefix=_UNFINISHED)
        os.close(fd)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _put(self, file: Path, sha256: str) -> None:
        target = self.path(sha256)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        file.replace(target)
        sync_directory(target.parent)
        sync_directory(self._folder)


def link_within(
    session: Session,
    case_id: str,
    ids: Sequence[str],
    by: str,
    at: datetime,
    event_seq: int | None = None,
) -> None:
    """Link files to a case within a transaction; again does nothing.

    Raises:
        FileRefused: there is no such file, or it is another case's; nothing is linked.
    """
    for attachment_id in ids:
        row = session.get(AttachmentRow, attachment_id, with_for_update=True)
        if row is None or row.case_id not in (None, case_id):
            raise FileRefused(FileTrouble.UNKNOWN, attachment_id)
        if row.case_id is None:
            row.case_id, row.by, row.event_seq, row.linked_at = case_id, by, event_seq, at
            session.add(row)


def place_within(session: Session, case_id: str, ids: Sequence[str], event_seq: int) -> None:
    """Note of which event linked files are, now that there is one."""
    if not ids:
        return
    mine = (col(AttachmentRow.id).in_(ids), col(AttachmentRow.case_id) == case_id)
    loose = update(AttachmentRow).where(*mine, col(AttachmentRow.event_seq).is_(None))
    session.flush()  # they may have been linked in this very transaction
    session.connection().execute(loose.values(event_seq=event_seq))


def is_placed_within(session: Session, case_id: str, event_seq: int) -> bool:
    """Whether files of a case go with an event."""
    return any(each.event_seq == event_seq for each in of_case_within(session, case_id))


def new_within(session: Session, case_id: str, ids: Sequence[str]) -> list[str]:
    """Those of these files whose bytes a case has not: whoever sends again, uploads again."""
    known = {each.sha256 for each in of_case_within(session, case_id)} if ids else set()
    rows = [(each, session.get(AttachmentRow, each)) for each in ids]
    return [each for each, row in rows if row is None or row.sha256 not in known]


def of_case_within(session: Session, case_id: str) -> list[Attachment]:
    """The files of a case within a transaction, in the order they came."""
    query = select(AttachmentRow).where(AttachmentRow.case_id == case_id)
    ordered = query.order_by(col(AttachmentRow.kept_at), col(AttachmentRow.id))
    return [_attachment(row) for row in session.exec(ordered)]


def forget_within(session: Session, case_id: str) -> set[str]:
    """Forget the files of a case within a transaction; the hashes that `Attachments.remove` is to
    be given once it is committed."""
    rows = session.exec(select(AttachmentRow).where(AttachmentRow.case_id == case_id)).all()
    for row in rows:
        session.delete(row)
    return {row.sha256 for row in rows}


def _received(stream: Readable, file: Path, most: int, name: str) -> tuple[str, int]:
    """Write what comes, and to disk; its hash and its size."""
    digest, size = hashlib.sha256(), 0
    with file.open("wb") as opened:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise FileRefused(FileTrouble.TOO_LARGE, safe_name(name))
            digest.update(chunk)
            opened.write(chunk)
        opened.flush()
        os.fsync(opened.fileno())
    if not size:
        raise FileRefused(FileTrouble.EMPTY, safe_name(name))
    return digest.hexdigest(), size


def _only_one(connection: Connection) -> None:
    """Let nobody remove bytes while another is about to name them. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _is_named(session: Session, sha256: str) -> bool:
    named = select(AttachmentRow.id).where(AttachmentRow.sha256 == sha256).limit(1)
    return session.exec(named).first() is not None


def _is_hash(name: str) -> bool:
    return len(name) == 64


def _attachment(row: AttachmentRow) -> Attachment:
    return Attachment.model_validate(row.model_dump())
