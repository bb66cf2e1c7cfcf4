"""What a model learned of what people corrected, at a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from schemas.learning import Lesson
from starter import analysis_words
from starter.cli import learning_words as words
from starter.cli.words import said

if TYPE_CHECKING:
    from analysis.model import Model
    from analysis.taught import Taught

_MOST = 40


def effect(
    lessons: Sequence[tuple[str, Lesson]], before: "Model", after: "Model"
) -> "list[Taught]":
    """What people judged of each case, and what two models say of it."""
    from analysis.taught import taught

    return list(taught(lessons, before, after))


def told(found: "Sequence[Taught]") -> dict[str, Any]:
    """The same for `--json`."""
    every = [
        {
            "id": each.name,
            "field": each.aspect.value,
            "judged": each.judged,
            "before": each.before,
            "after": each.after,
        }
        for each in found
    ]
    return {"judged": len(found), **_known(found), "each": every}


def shown(found: "Sequence[Taught]") -> Iterator[RenderableType]:
    """How much of it each model knows, and each thing that one of them says otherwise."""
    from starter.cli import showing

    yield showing.line(said(words.EFFECT, n=len(found), **_known(found)), "bold")
    missed = [each for each in found if not (each.was_known and each.is_known)]
    if not missed:
        return
    table = showing.columns(*words.EFFECT_COLUMNS)
    for each in missed[:_MOST]:
        aspect = said(analysis_words.ASPECTS[each.aspect])
        values = map(value, (each.judged, each.before, each.after))
        mark = "✓" if each.is_known else ""
        table.add_row(*map(showing.line, (each.name, aspect, *values, mark)))
    yield showing.indented(table)
    if (more := len(missed) - _MOST) > 0:
        yield showing.indented(showing.line(said(words.MORE_OF_THEM, n=more)))


def value(what: Any) -> str:
    """An answer by its key, as commands take it."""
    if isinstance(what, bool):
        return said(analysis_words.YES if what else analysis_words.NO)
    return "—" if what is None else str(what)


def _known(found: "Sequence[Taught]") -> dict[str, int]:
    before = sum(each.was_known for each in found)
    return {"known_before": before, "known_after": sum(each.is_known for each in found)}
