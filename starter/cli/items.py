"""Items of feedback from a file: JSON Lines, or CSV with a header. UTF-8, with or without a BOM."""

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from schemas.errors import BadInput
from schemas.submissions import Submission
from schemas.words import Said
from starter.cli import words
from starter.cli.words import said

STDIN = "-"
_FIELDS = tuple(Submission.model_fields)
_JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})
# A text that is too long is to be said of its line; csv's own limit would come first.
_LONGEST_CELL = 50_000_000
_WHY: Mapping[type[OSError], Said] = {
    FileNotFoundError: words.NO_FILE,
    IsADirectoryError: words.A_DIRECTORY,
    PermissionError: words.NOT_ALLOWED,
}


class Item(NamedTuple):
    """What a line of the file gives, or why it gives nothing."""

    line: int
    fields: dict[str, Any]
    problem: str | None = None


def read(path: str, *more: str) -> list[Item]:
    """All items of a file; `-` is standard input. Blank lines are left out. `more` are fields that
    an item may have besides those of a submission.

    Raises:
        BadInput: the file cannot be read, or is CSV that does not name its columns.
    """
    try:
        if path == STDIN:
            return list(_items(sys.stdin.buffer, "", more))
        with Path(path).open("rb") as file:
            return list(_items(file, Path(path).suffix.lower(), more))
    except OSError as error:
        raise BadInput(said(words.UNREADABLE, path=path, why=why(error))) from error


def why(error: OSError) -> str:
    """Why a file cannot be read."""
    known = _WHY.get(type(error))
    return said(known) if known else error.strerror or type(error).__name__


def _items(file: BinaryIO, suffix: str, more: Sequence[str]) -> Iterator[Item]:
    # What is not UTF-8 becomes surrogates, which the check of its field then refuses.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    lines = text.readlines()
    if suffix == ".csv" or (suffix not in _JSON_LINES and _begins_with_header(lines)):
        yield from _csv_items(lines, (*_FIELDS, *more))
    else:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _json_item(number, line.rstrip())


def _json_item(number: int, line: str) -> Item:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        return Item(number, {}, said(words.NOT_JSON, column=error.pos + 1))
    except (ValueError, RecursionError):
        return Item(number, {}, said(words.TOO_DEEP))
    if not isinstance(fields, dict):
        return Item(number, {}, said(words.NOT_AN_OBJECT))
    return Item(number, fields)


def _csv_items(lines: list[str], known: Sequence[str]) -> Iterator[Item]:
    csv.field_size_limit(_LONGEST_CELL)
    header: list[str] | None = None
    for number, cells, problem in _csv_rows(lines):
        if header is None:
            header = _header(cells, known)
        elif problem is None and len(cells) > len(header):
            yield Item(number, {}, said(words.TOO_MANY_CELLS))
        else:
            yield Item(number, dict(zip(header, cells, strict=False)), problem)


def _csv_rows(lines: list[str]) -> Iterator[tuple[int, list[str], str | None]]:
    """Each row that is not blank, with the number of the line where it begins."""
    rows = csv.reader(lines, strict=True)
    while True:
        number = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield number, [], said(words.BAD_CSV)
        else:
            if any(cell.strip() for cell in cells):
                yield number, cells, None


def _begins_with_header(lines: list[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    return not first.lstrip().startswith("{") and "text" in _names(first.split(","))


def _header(cells: list[str], known: Sequence[str]) -> list[str]:
    names = _names(cells)
    if "text" not in names or set(names) - set(known) or len(set(names)) < len(names):
        raise BadInput(said(words.BAD_HEADER, fields=", ".join(known)))
    return names


def _names(cells: list[str]) -> list[str]:
    return [cell.strip().strip('"') for cell in cells]
