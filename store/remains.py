"""Seeing to it that a database file holds nothing any more of what was erased from its tables.

SQLite overwrites what is deleted (`secure_delete`), but for two places: the write-ahead log keeps
what was written until it is emptied, and a page that was rebuilt may keep a copy in its gap. So the
log is emptied, the file is searched, and only if something is found the file is written anew.
"""

import json
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy.exc import OperationalError

from store.database import Database

_PATIENCE = 10.0
_CHUNK = 1 << 22
_SHORTEST, _LONGEST, _MOST = 8, 48, 400


def clear(database: Database, samples: Collection[str]) -> bool:
    """Empty the log, and write the file anew if it still holds one of these texts; whether the
    log could be emptied.

    PostgreSQL looks after its files itself: there nothing is done.
    """
    if database.engine.dialect.name != "sqlite":
        return True
    emptied, needles = _checkpoint(database), tuple(_needles(samples))
    if needles and _found(Path(str(database.engine.url.database)), needles):
        _rewrite(database)
        emptied = _checkpoint(database)
    return emptied


def _checkpoint(database: Database) -> bool:
    """Whether nobody was reading any more, so that the log is empty now."""
    give_up_at = time.monotonic() + _PATIENCE
    while time.monotonic() < give_up_at:
        try:
            row = _run(database, "PRAGMA wal_checkpoint(TRUNCATE)")
        except OperationalError:
            row = (1,)
        if row and row[0] == 0:
            return True
        time.sleep(0.1)
    return False


def _rewrite(database: Database) -> None:
    _run(database, "VACUUM")


def _run(database: Database, statement: str) -> tuple[object, ...] | None:
    """Run a statement that must stand outside of every transaction."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(statement)
        row: tuple[object, ...] | None = cursor.fetchone()
        return row
    finally:
        connection.close()


def _needles(samples: Collection[str]) -> Iterator[bytes]:
    """Pieces of texts as a file may hold them; what is short may be anybody's."""
    for text in sorted(samples, key=len, reverse=True)[:_MOST]:
        if len(text) < _SHORTEST:
            continue
        for piece in {text[:_LONGEST], text[-_LONGEST:]}:
            yield piece.encode()
            yield json.dumps(piece)[1:-1].encode()


def _found(file: Path, needles: tuple[bytes, ...]) -> bool:
    overlap = max(map(len, needles), default=0)
    before = b""
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            seen = before + chunk
            if any(needle in seen for needle in needles):
                return True
            before = seen[-overlap:] if overlap else b""
    return False
