"""The command `statement`: one text to the customers of all emergencies that are meant."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas import refusal_words
from schemas.errors import BadInput
from starter.cli import helps, options
from starter.cli import update_words as words
from starter.cli.words import LOCALE, said

if TYPE_CHECKING:
    from rich.text import Text

    from schemas.case_filter import CaseFilter
    from schemas.views import CaseView
    from starter.statement import Statement


def statement(
    cases: Annotated[str, options.option("--cases", helps.A_FILTER, helps.CASES)],
    text: Annotated[str, options.option("--text", helps.A_TEXT, helps.STATEMENT_TEXT)],
    by: options.By,
    yes: Annotated[bool, options.switch("--yes", helps.YES)] = False,
    as_json: options.AsJson = False,
) -> None:
    from schemas.bounds import Login
    from schemas.submissions import Text
    from starter import statement as stating
    from starter.cli import checking, context, showing
    from store.queries import Queries

    wanted, who = _filter(cases), checking.value(Login, by, "--by")
    content = checking.value(Text, text, "--text")
    found = Queries(context.installation().database).emergencies(wanted)
    gateway = context.gateway()
    if yes:
        done = asyncio.run(stating.sent(gateway, found, content, who))
    else:
        done = stating.prepared(gateway, found, content, who)
    if as_json:
        showing.answer(_plain(done, sent=yes))
    else:
        showing.show(*_lines(done, content, sent=yes))
    if yes and done.refused:
        raise typer.Exit(1)


def _filter(cases: str) -> "CaseFilter":
    from schemas import case_filter
    from schemas.findings import Mistake

    try:
        return case_filter.parse(cases)
    except Mistake as mistake:
        raise BadInput(said(words.BAD_FILTER, why=mistake.said.in_(LOCALE))) from None


def _plain(done: "Statement", *, sent: bool) -> dict[str, Any]:
    return {
        "sent": sent,
        "told": [_id(view) for view in done.told],
        "told_before": [_id(view) for view in done.before],
        "refused": [{"id": _id(view), "error": why.value} for view, why in done.refused],
    }


def _lines(done: "Statement", text: str, *, sent: bool) -> "Iterator[Text]":
    from starter.cli import showing

    if not (done.told or done.before or done.refused):
        yield showing.line(said(words.NOBODY))
        return
    yield showing.line(said(words.TOLD if sent else words.WOULD, n=len(done.told)), "bold")
    for view in done.told:
        yield showing.line(f"  {_described(view)}")
    if done.before:
        yield showing.line(said(words.BEFORE, cases=" ".join(map(_id, done.before))))
    for view, refusal in done.refused:
        why = refusal_words.refusal(refusal, LOCALE)
        yield showing.line(said(words.REFUSED, case=_id(view), why=why), "yellow")
    if not sent:
        yield showing.line("")
        yield showing.line(text)
        yield showing.line("")
        yield showing.line(said(words.SEND), "bold")


def _described(view: "CaseView") -> str:
    from starter.cli import naming

    reachable = "" if view.state.reachable else said(words.UNREACHABLE)
    told = (_id(view), naming.team(view.state.team, view.policy), view.state.owner, reachable)
    return " · ".join(filter(None, told))


def _id(view: "CaseView") -> str:
    return view.state.case_id
