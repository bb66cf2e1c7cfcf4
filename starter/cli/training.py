"""`huiyin analyze train`: a model of one's own, measured before anybody uses it."""

import importlib.util
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from schemas.errors import BadInput
from starter.cli import evaluating_words as words
from starter.cli import items
from starter.cli import words as usual
from starter.cli.options import AsJson, option, switch
from starter.cli.words import said

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from analysis.model import Model
    from analysis.taught import Taught
    from analysis.training.build import Plan
    from analysis.training.table import Line
    from schemas.learning import Lesson

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def train(
    data: Annotated[str | None, option("--data", words.A_FOLDER, words.DATA)] = None,
    out: Annotated[str, option("--out", words.A_FILE, words.OUT)] = "huiyin.npz",
    only_licensed: Annotated[bool, switch("--only-licensed", words.LICENSED)] = False,
    words_only: Annotated[bool, switch("--words-only", words.WORDS_ONLY)] = False,
    with_corrections: Annotated[bool, switch("--with-corrections", words.WITH_CORRECTIONS)] = False,
    as_json: AsJson = False,
) -> None:
    from starter.cli import showing, taught_showing

    _prepare()
    from analysis.model import Model
    from analysis.training import build, table

    folder, lessons = _folder(data), _lessons() if with_corrections else []
    learned = [lesson for _, lesson in lessons]
    planned = build.plan(folder, learned, only_licensed=only_licensed)
    planned = planned._replace(words_only=words_only)
    content = _built(planned)
    _write(Path(out), content)
    model = Model.load(content)
    found = list(table.lines(model, planned.kept, planned.examples))
    effect = taught_showing.effect(lessons, _present(), model) if lessons else []
    if as_json:
        told = {"model": model.name, "file": out, "card": model.card}
        scores = [_line(each) for each in found]
        learnt = {"effect": taught_showing.told(effect)} if with_corrections else {}
        showing.answer({**told, "scores": scores, **learnt})
    else:
        size = len(content) // 1024
        written = said(words.WRITTEN, name=model.name, path=out, size=size)
        learnt_lines = _effect(effect) if with_corrections else ()
        showing.show(_table(found), *learnt_lines, showing.line(written, "bold"))


def _prepare() -> None:
    """Calm where many cores are shared, and the same result on any number of them."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    if importlib.util.find_spec("sklearn") is None:
        from worker.trainer import INSTALL

        raise BadInput(said(words.NO_TRAINER, install=INSTALL))


def _built(planned: "Plan") -> bytes:
    from analysis.training import build
    from starter.cli.progress import progress

    with progress(words.TRAINING, planned.steps) as step:
        return build.marked(planned.built(build.named(datetime.now(UTC).date()), step))


def _folder(path: str | None) -> Path | None:
    if path is None:
        return None
    folder = Path(path)
    if not folder.is_dir():
        raise BadInput(said(words.NO_FOLDER, path=path))
    return folder


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(said(usual.UNREADABLE, path=str(path), why=items.why(error))) from error


def _line(line: "Line") -> dict[str, Any]:
    baseline = line.tfidf._asdict() if line.tfidf else None
    told = {"set": line.name, "field": line.field, **line.model._asdict(), "tfidf": baseline}
    return told | {"false_alarms": line.false_alarms}


def _table(found: "list[Line]") -> "Table":
    from starter.cli import showing

    table = showing.columns(
        *(words.SETS, words.FIELD, words.ROWS, words.MAJORITY, words.TFIDF),
        *(words.ACCURACY, words.MACRO_F1, words.RECALL, words.SURE_RIGHT),
    )
    for line in found:
        table.add_row(*_cells(line))
    return table


def _cells(line: "Line") -> Iterator[str]:
    model, plain = line.model, line.tfidf
    yield from (line.name, line.field, str(model.rows), f"{model.majority:.3f}")
    yield f"{plain.accuracy:.3f} / {plain.macro_f1:.3f}" if plain else ""
    yield from (f"{model.accuracy:.3f}", f"{model.macro_f1:.3f}", _recall(line))
    yield f"{model.sure_right:.1%} ({model.sure_said:.1%})" if model.sure else ""


def _recall(line: "Line") -> str:
    recall = line.model.recall
    if line.field == "priority":
        return f"{recall.get('high', 0):.3f} high"
    if line.field == "spam" and line.false_alarms is not None:
        return f"{recall.get('yes', 0):.3f}, {line.false_alarms:.2%} false"
    return f"{recall['negative']:.3f} negative" if "negative" in recall else ""


def _lessons() -> "list[tuple[str, Lesson]]":
    """What people of this installation judged, each with the id of its case."""
    from activities.learning import lessons_of_cases
    from starter.cli import context

    return list(lessons_of_cases(context.installation().corrections))


def _present() -> "Model":
    """The model that is in use here."""
    from analysis.model import Model
    from starter.cli import context

    models = context.installation().models
    number = models.in_use()
    return Model.load(None if number is None else models.content(number))


def _effect(effect: "list[Taught]") -> "Iterator[RenderableType]":
    from starter.cli import learning_words, showing, taught_showing

    if effect:
        yield from taught_showing.shown(effect)
    else:
        yield showing.line(said(learning_words.NO_LESSONS), "bold")
