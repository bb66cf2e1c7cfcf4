"""What the machine made of a case, for a person at a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from rules.corrections import corrections
from schemas.analysis import Analysis, Answered
from schemas.enums import Aspect
from schemas.views import CaseView
from schemas.words import COMMA
from starter import analysis_words as words
from starter import analyzed
from starter.cli import showing
from starter.cli.words import LOCALE, said

_UNSURE = 0.7
_FEW = 6
"""Of the words that an answer rests on, so many are shown on a card."""


def of_case(view: CaseView) -> list[RenderableType]:
    """What was answered, how sure, and by which words; nothing if there is no analysis."""
    found = analyzed.lines(view, LOCALE)
    if not found:
        return []
    told: list[RenderableType] = [_table(found, _FEW)]
    if why := analyzed.waiting(view, LOCALE):
        told.append(showing.line(why, "yellow"))
    if view.state.aside_from:
        told.append(showing.line(said(words.ASIDE, case=view.state.case_id), "yellow"))
    return told


def why(view: CaseView) -> Iterator[RenderableType]:
    """Everything that is known of how a case was analyzed."""
    yield showing.line(view.state.case_id, "bold")
    if view.analysis is None:
        yield showing.line(said(words.NO_WORDS if view.state.team else words.NO_ANALYSIS))
        return
    yield showing.indented(_table(analyzed.lines(view, LOCALE)))
    if answer := view.analysis.answer:
        yield from map(showing.indented, _beside(answer))
    if waits := analyzed.waiting(view, LOCALE):
        yield showing.indented(showing.line(waits, "yellow"))
    for asked in view.analyses:
        lines = (_asked(asked), *_opined(view, asked))
        yield from (showing.indented(showing.line(each, "dim")) for each in lines)
    if judged := corrections(view.events):
        yield showing.line(said(words.CORRECTIONS), "bold")
        table = showing.columns()
        for each in judged:
            was, now = (
                analyzed.value(each.aspect, it, view.policy, LOCALE, view.state.category or "")
                for it in (each.was, each.now)
            )
            cells = (showing.moment(each.at), each.by, said(words.ASPECTS[each.aspect]))
            table.add_row(*map(showing.line, (*cells, f"{was} → {now}")))
        yield showing.indented(table)


def _table(found: list[analyzed.Line], most: int | None = None) -> Table:
    table = showing.columns()
    for each in found:
        tone = "yellow" if each.share is not None and each.share < _UNSURE else ""
        share = "" if each.share is None else f"{each.share:.0%} {each.sure}"
        table.add_row(
            showing.line(each.label, "dim"),
            showing.line(each.value),
            showing.line(share, tone),
            showing.line(_rests_on(each, most)),
            showing.line(_person(each), "cyan"),
        )
    return table


def _rests_on(line: analyzed.Line, most: int | None) -> str:
    quoted = [*([said(words.RULE, name=line.rule)] if line.rule else [])]
    other = [said(words.OTHERWISE, what=line.otherwise)] if line.otherwise else []
    rests = (f"\u201c{word}\u201d" for word in line.words[:most])
    return said(COMMA).join([*quoted, *rests, *other])


def _person(line: analyzed.Line) -> str:
    if line.person is None:
        return ""
    if line.agrees:
        return said(words.FOUND_RIGHT, who=line.person)
    return f"{said(words.BY_PERSON, who=line.person)} {line.now}"


def _beside(answer: Analysis) -> Iterator[RenderableType]:
    """What is no answer to one question: rivals, and personal data."""
    if answer.competitors:
        named = (" ".join(filter(None, (m.name, m.about))) for m in answer.competitors)
        yield showing.line(f"{said(words.COMPETITORS)}  {said(COMMA).join(named)}")
    if answer.personal:
        held = (f"{said(words.PERSONAL[kind])} {n}" for kind, n in answer.personal.items())
        yield showing.line(f"{said(words.PERSONAL_DATA)}  {said(COMMA).join(held)}")


def _asked(each: Answered) -> str:
    known = words.ANALYZERS.get(each.analyzer)
    analyzer = said(known) if known else each.analyzer
    if each.trouble:
        why = words.TROUBLES.get(each.trouble)
        return said(
            words.NOT_ANSWERED, analyzer=analyzer, trouble=said(why) if why else each.trouble
        )
    model = said(words.MODEL, name=each.model)
    return said(words.ASKED_AT, at=showing.moment(each.at), model=f"{analyzer} · {model}")


def _opined(view: CaseView, each: Answered) -> Iterator[str]:
    """What a language model said, in one line."""
    if each.opinion is None:
        return
    told = {Aspect(name): value for name, value in each.opinion if name != "words"}
    category = each.opinion.category or ""
    shown = [
        f"{said(words.ASPECTS[aspect])} {analyzed.value(aspect, it, view.policy, LOCALE, category)}"
        for aspect, it in told.items()
        if it is not None
    ]
    quoted = (f"\u201c{word}\u201d" for word in each.opinion.words)
    yield "  " + said(COMMA).join([*shown, *quoted])


def aspect(key: Aspect) -> str:
    return said(words.ASPECTS[key])
