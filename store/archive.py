"""The file that a backup is: a zip of `meta.json`, one JSON Lines file for each table, and
what else an installation cannot do without. It is the same whichever database it came from."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel
from sqlalchemy import JSON, DateTime, LargeBinary, Table, TableClause, column, table
from sqlalchemy.types import TypeEngine

from schemas.bounds import Instant
from store.columns import Json, Utc

FORMAT = 1
BATCH = 500

ATTACHMENTS = "attachments/"
"""How the names of the members begin that are files which people sent."""

_META = "meta.json"
_Row = dict[str, Any]


class Meta(BaseModel):
    """What a backup says of itself.

    `tables` names them in the order of their dependencies, with the number of their rows.
    """

    format: int = FORMAT
    revision: str
    created_at: Instant
    tables: dict[str, int]
    files: list[str]
    attachments: int = 0
    """How many files that people sent; each is a member, named by its SHA-256."""


@dataclass(frozen=True)
class Carried:
    """A table whose columns mean the same on every database.

    It is made from what a database says of its table and not from our classes, so that a record
    of any revision can be carried.
    """

    table: TableClause
    key: tuple[str, ...]
    readers: Mapping[str, Callable[[str], Any]]
    """How to read a value that JSON has no form for."""

    @classmethod
    def of(cls, found: Table) -> "Carried":
        known = {each.name: _known(each.type) for each in found.columns}
        return cls(
            table=table(found.name, *(column(name, type_) for name, type_ in known.items())),
            key=tuple(each.name for each in found.primary_key.columns),
            readers={name: _READERS[type(t)] for name, t in known.items() if type(t) in _READERS},
        )

    @property
    def name(self) -> str:
        return self.table.name

    def dump(self, archive: ZipFile, rows: Iterable[Mapping[Any, Any]]) -> int:
        """Write rows; how many they were."""
        written = 0
        with archive.open(_member(self.name), "w", force_zip64=True) as member:
            for row in rows:
                line = json.dumps(dict(row), ensure_ascii=False, default=_plain)
                member.write(f"{line}\n".encode())
                written += 1
        return written

    def load(self, archive: ZipFile) -> Iterator[list[_Row]]:
        """All rows, some at a time."""
        with archive.open(_member(self.name)) as member:
            while batch := [self._read(line) for line in islice(member, BATCH)]:
                yield batch

    def _read(self, line: bytes) -> _Row:
        row: _Row = json.loads(line)
        for name, read in self.readers.items():
            if row[name] is not None:
                row[name] = read(row[name])
        return row


def is_backup(path: Path) -> bool:
    """Whether a file was written as a backup, as far as its list of contents tells.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        try:
            return _META in ZipFile(file).namelist()
        except BadZipFile:
            return False


def write_meta(archive: ZipFile, meta: Meta) -> None:
    archive.writestr(_META, meta.model_dump_json(indent=2))


def read_meta(archive: ZipFile) -> Meta:
    """What the backup says of itself.

    Raises:
        ValueError: that cannot be read.
    """
    return Meta.model_validate_json(archive.read(_META))


_READERS: dict[type[TypeEngine[Any]], Callable[[str], Any]] = {
    Utc: datetime.fromisoformat,
    LargeBinary: base64.b64decode,
}


def _known(found: TypeEngine[Any]) -> TypeEngine[Any]:
    match found:
        case DateTime():
            return Utc()
        case JSON():
            return Json
        case LargeBinary():
            return LargeBinary()
        case _:
            return found


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            raise TypeError(type(value))


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"
