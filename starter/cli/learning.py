"""The commands about what the machine thought, what people made of it, and what it learns."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.errors import BadInput
from starter.cli import learning_words as words
from starter.cli import mounting, options
from starter.cli.words import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

    from activities.learning import Report
    from analysis.taught import Taught
    from rules.corrections import Correction
    from store.models import Kept
    from worker.installation import Installation

_NAME = typer.Argument(metavar=said(words.A_NAME), help=said(words.NAME))


def calls() -> mounting.Calls:
    """These commands, by name."""
    return {
        "why": (why, words.WHY),
        "corrections": (corrections, words.CORRECTIONS),
        "learn": (learn, words.LEARN),
        "models": (models, words.MODELS),
        "use": (use, words.USE),
    }


def why(case: options.Case, as_json: options.AsJson = False) -> None:
    from starter import projection
    from starter.cli import analysis_showing, looking, showing

    _, view = looking.looked_at(case)
    if as_json:
        showing.answer({"id": view.state.case_id, "analysis": projection.analysis(view)})
    else:
        showing.show(*analysis_showing.why(view))


def corrections(
    changed: Annotated[bool, options.switch("--changed", words.WRONG_ONLY)] = False,
    as_json: options.AsJson = False,
) -> None:
    from starter import projection
    from starter.cli import showing

    found = [(case, each) for case, each in _corrections() if not (changed and each.agrees)]
    if as_json:
        showing.answer([{"id": case, **projection.correction(each)} for case, each in found])
    elif found:
        table = showing.columns(*words.COLUMNS)
        for case, each in found:
            table.add_row(*map(showing.line, _cells(case, each)))
        showing.show(table)
    else:
        showing.show(showing.line(said(words.NO_CORRECTIONS)))


def learn(
    anew: Annotated[bool, options.switch("--anew", words.ANEW)] = False,
    as_json: options.AsJson = False,
) -> None:
    from activities import learning
    from schemas.learning import Learnt
    from starter.cli import context, shell, showing, taught_showing
    from worker.trainer import INSTALL

    here = context.installation()
    used = here.models.in_use()
    report = learning.learn(here.school, shell.user() or "shell", anew=anew)
    effect = _effect(here, used, report.name)
    if as_json:
        told = None if effect is None else taught_showing.told(effect)
        showing.answer({**_report(report), "effect": told})
    else:
        ended = words.ENDED[report.learnt]
        first = said(ended, name=report.name, n=report.lessons, install=INSTALL)
        showing.show(showing.line(first, "bold"), *_shown(report, effect))
    if report.learnt is Learnt.NO_TRAINER:
        raise typer.Exit(1)


def models(as_json: options.AsJson = False) -> None:
    from starter.cli import context, showing

    register = context.installation().models
    found, used = register.all(), register.in_use()
    if as_json:
        showing.answer([_model(each, used) for each in found])
    elif found:
        table = showing.columns(*words.MODEL_COLUMNS, wrapped=words.MODEL_COLUMNS[-1:])
        for each in found:
            changes = "; ".join(_changes(each.card.get("changes", {})))
            cells = (each.name, showing.moment(each.trained_at), each.trained_by)
            n, mark = str(each.card.get("lessons", "")), "✓" if each.number == used else ""
            table.add_row(*map(showing.line, (*cells, n, mark, changes)))
        showing.show(table)
    else:
        showing.show(showing.line(said(words.NO_MODELS)))


def use(name: Annotated[str, _NAME], as_json: options.AsJson = False) -> None:
    from starter.cli import context, showing

    here = context.installation()
    if name == words.SHIPPED:
        here.models.put_back()
    elif here.models.take(name, here.now()) is None:
        known = ", ".join([words.SHIPPED, *(each.name for each in here.models.all())])
        raise BadInput(said(words.NO_MODEL, name=name, known=known))
    if as_json:
        showing.answer({"in_use": name})
    else:
        showing.show(showing.line(said(words.IN_USE, name=name), "bold"))


def _corrections() -> "Iterator[tuple[str, Correction]]":
    from rules.corrections import corrections as judged
    from starter.cli import context

    for case in context.installation().corrections.cases():
        for each in judged(case.events):
            yield case.case_id, each


def _cells(case: str, each: "Correction") -> tuple[str, ...]:
    from starter.cli import analysis_showing, showing, taught_showing

    shown = map(taught_showing.value, (each.was, each.now))
    what = analysis_showing.aspect(each.aspect)
    return (case, showing.moment(each.at), each.by, what, *shown)


def _effect(here: "Installation", used: int | None, name: str | None) -> "list[Taught] | None":
    """What a new model learned of what people judged; none if there is no new one."""
    from activities.learning import lessons_of_cases
    from analysis.model import Model
    from starter.cli import taught_showing

    number = next((each.number for each in here.models.all() if each.name == name), None)
    if number is None:
        return None
    contents = (here.models.content(each) if each else None for each in (used, number))
    lessons = list(lessons_of_cases(here.corrections))
    return taught_showing.effect(lessons, *map(Model.load, contents))


def _shown(report: "Report", effect: "list[Taught] | None") -> "Iterator[RenderableType]":
    from starter.cli import showing, taught_showing

    if effect is None:
        return
    yield from taught_showing.shown(effect)
    yield showing.line(said(words.EVALUATION), "bold")
    yield from (showing.indented(showing.line(each)) for each in _changes(report.changes))


def _changes(changes: "Mapping[str, tuple[float, float]]") -> "Iterator[str]":
    for name, (before, after) in changes.items():
        yield said(words.CHANGED, name=name, before=before, after=after)


def _report(report: "Report") -> dict[str, Any]:
    told = {"learnt": report.learnt.value, "lessons": report.lessons, "name": report.name}
    return {**told, "changes": {name: list(pair) for name, pair in report.changes.items()}}


def _model(each: "Kept", used: int | None) -> dict[str, Any]:
    from starter import projection

    told = projection.model(each)
    return {**told, "in_use": each.number == used}
