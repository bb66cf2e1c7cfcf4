"""`huiyin analyze evaluate`: the analysis beside what people say of the same texts."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from schemas.errors import BadInput
from starter.cli import evaluating_words as words
from starter.cli import items
from starter.cli import words as usual
from starter.cli.options import AsJson, argument, option
from starter.cli.words import said

if TYPE_CHECKING:
    from rich.table import Table

    from analysis.measuring import Scores

_Report = Mapping[str, Mapping[str, "Scores"]]
_LONGEST_CELL = 50_000_000


def evaluate(
    file: Annotated[str, argument(words.A_FILE, words.LABELLED)],
    policy: Annotated[str | None, option("--policy", words.A_FILE, words.POLICY)] = None,
    model: Annotated[str | None, option("--model", words.A_FILE, words.MODEL)] = None,
    as_json: AsJson = False,
) -> None:
    from analysis.pairing import are_pairs
    from starter.cli import evaluating_pairs, showing

    rows = _rows(file)
    if are_pairs(rows[0]):
        pairs = evaluating_pairs.measured(file, rows, policy)
        if as_json:
            showing.answer({"file": file, "likeness": evaluating_pairs.told(pairs)})
        else:
            showing.show(*evaluating_pairs.shown(pairs))
        return
    name, found = _measured(file, rows, policy, model)
    if as_json:
        fields = {
            field: {tongue: each._asdict() for tongue, each in by.items()}
            for field, by in found.items()
        }
        showing.answer({"file": file, "model": name, "fields": fields})
    else:
        showing.show(_table(found), *_confusions(found))


def _measured(
    file: str, rows: list[dict[str, Any]], policy: str | None, model: str | None
) -> tuple[str, _Report]:
    from analysis import evaluating
    from analysis.analyst import Analyst
    from analysis.model import Model
    from starter.cli import analyze
    from starter.cli.progress import progress

    true = evaluating.truths(rows)
    if not any(true):
        raise BadInput(said(words.NO_LABELS, path=file))
    chosen = Model.load(None if model is None else _content(model))
    analyst, followed = Analyst(chosen), analyze.policy_of(policy)
    pairs = zip((str(row["text"]) for row in rows), true, strict=True)
    found = []
    with progress(words.MEASURING, len(rows)) as step:
        for each in evaluating.measured(pairs, lambda text: analyst(text, followed)):
            found.append(each)
            step()
    return chosen.name, evaluating.report(found)


def _rows(path: str) -> list[dict[str, Any]]:
    """The rows of a file that have a text, or two."""
    content = _content(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(said(usual.PROBLEM, field=path, problem=said(usual.NOT_UTF8))) from None
    given = _of_json(text) if text.lstrip().startswith("{") else _of_csv(text)
    rows = [row for row in given if any(_says(row, name) for name in ("text", "a"))]
    if not rows:
        raise BadInput(said(words.NO_LABELS, path=path))
    return rows


def _says(row: dict[str, Any], column: str) -> bool:
    return bool(str(row.get(column) or "").strip())


def _of_json(text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            problem = said(usual.NOT_AN_OBJECT)
            raise BadInput(said(usual.LINE, line=number, reason=problem))
        yield row


def _of_csv(text: str) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        yield from csv.DictReader(io.StringIO(text, newline=""))
    except csv.Error:
        raise BadInput(said(usual.BAD_CSV)) from None


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadInput(said(usual.UNREADABLE, path=path, why=items.why(error))) from error


def _table(found: _Report) -> "Table":
    from starter.cli import showing

    table = showing.columns(
        *(words.FIELD, words.LANGUAGE, words.ROWS, words.MAJORITY, words.ACCURACY),
        *(words.MACRO_F1, words.SURE, words.SURE_RIGHT, words.ERROR),
    )
    for field, by in found.items():
        for tongue, each in by.items():
            figures = (each.majority, each.accuracy, each.macro_f1)
            sure = f"{each.sure_right:.1%} ({each.sure_said:.1%})" if each.sure else ""
            cells = (*(f"{figure:.3f}" for figure in figures), f"{each.sure:.0%}", sure)
            table.add_row(field, tongue, str(each.rows), *cells, f"{each.error:.3f}")
    return table


def _confusions(found: _Report) -> Iterator[Any]:
    from starter.cli import showing

    for field, by in found.items():
        every = by["all"]
        yield showing.line("")
        yield showing.line(said(words.BY_CLASS, field=field), "bold")
        table = showing.columns(words.TRUTH, words.RECALL, words.F1, words.ANSWERS)
        for truth, row in every.confusion.items():
            ranked = sorted(row.items(), key=lambda pair: -pair[1])
            told = ", ".join(f"{given} {count}" for given, count in ranked)
            table.add_row(truth, f"{every.recall[truth]:.2f}", f"{every.f1[truth]:.2f}", told)
        yield table
