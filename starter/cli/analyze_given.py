"""The texts of a file that is to be analyzed: JSON Lines, or CSV with a column `text`.

Other columns and fields may be there, and are not looked at.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from schemas.errors import BadInput
from starter.cli import analyze_words as words
from starter.cli import items
from starter.cli import words as usual
from starter.cli.words import said

_FIELD = "text"
_LONGEST_CELL = 50_000_000
_JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})


class _Row(NamedTuple):
    line: int
    text: Any
    problem: str | None = None


def texts(path: str) -> list[str]:
    """Every text of a file, in its order; `-` is standard input. Blank lines between are no items.

    Raises:
        BadInput: the file cannot be read, or there is nothing in it, or a line has no text; the
            first such line is named.
    """
    found = [_checked(row) for row in _read(path)]
    if not found:
        raise BadInput(said(words.NOTHING, path=path))
    return found


def _read(path: str) -> list[_Row]:
    try:
        if path == items.STDIN:
            return list(_rows(sys.stdin.buffer, ""))
        with Path(path).open("rb") as file:
            return list(_rows(file, Path(path).suffix.lower()))
    except OSError as error:
        raise BadInput(said(usual.UNREADABLE, path=path, why=items.why(error))) from error


def _rows(file: BinaryIO, suffix: str) -> Iterator[_Row]:
    # What is not UTF-8 becomes surrogates, which are then refused with their line.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    lines = text.readlines()
    text.detach()
    if suffix == ".csv" or (suffix not in _JSON_LINES and not _begins_as_json(lines)):
        yield from _of_csv(lines)
    else:
        yield from (_of_json(n, line) for n, line in enumerate(lines, start=1) if line.strip())


def _begins_as_json(lines: list[str]) -> bool:
    return next((line for line in lines if line.strip()), "{").lstrip().startswith("{")


def _of_json(number: int, line: str) -> _Row:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        return _Row(number, None, said(usual.NOT_JSON, column=error.pos + 1))
    except (ValueError, RecursionError):
        return _Row(number, None, said(usual.TOO_DEEP))
    if not isinstance(fields, dict):
        return _Row(number, None, said(usual.NOT_AN_OBJECT))
    return _Row(number, fields.get(_FIELD))


def _of_csv(lines: list[str]) -> Iterator[_Row]:
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(lines, strict=True)
    column: int | None = None
    while True:
        number = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield _Row(number, None, said(usual.BAD_CSV))
            continue
        if column is None:
            column = _column(cells)
        elif cells:
            yield _Row(number, cells[column] if column < len(cells) else None)


def _column(cells: list[str]) -> int:
    names = [cell.strip() for cell in cells]
    if _FIELD not in names:
        raise BadInput(said(words.NO_COLUMN))
    return names.index(_FIELD)


def _checked(row: _Row) -> str:
    problem = row.problem or _wrong(row.text)
    if problem:
        raise BadInput(said(usual.LINE, line=row.line, reason=problem))
    return str(row.text)


def _wrong(text: Any) -> str | None:
    if text is None:
        kind = usual.IS_MISSING
    elif not isinstance(text, str):
        kind = usual.NOT_TEXT
    elif not text.strip():
        kind = usual.IS_EMPTY
    elif any("\udc80" <= char <= "\udcff" for char in text):
        kind = usual.NOT_UTF8
    else:
        return None
    return said(usual.PROBLEM, field=_FIELD, problem=said(kind))
