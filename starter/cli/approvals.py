"""The commands `approvals` and `ship`."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from schemas.words import Said
from starter.cli import approvals_words as words
from starter.cli import helps, options
from starter.cli.words import CASE, LOCALE, said

if TYPE_CHECKING:
    from rich.table import Table

    from schemas.views import CaseView

_HEADER: tuple[Said, ...] = (
    *(CASE, words.PROPOSAL, words.LEVEL, words.WAITS_FOR, words.PROPOSER, words.DUE),
)


def approvals(
    who: Annotated[str | None, options.option("--for", helps.A_LOGIN, helps.FOR)] = None,
    as_json: options.AsJson = False,
) -> None:
    from schemas.bounds import Login
    from starter import projection
    from starter.cli import checking, context, showing

    login = None if who is None else checking.value(Login, who, "--for")
    found = context.gateway().approvals(login)
    if as_json:
        showing.answer([projection.approval(view) for view in found])
    elif found:
        showing.show(_table(found))
    else:
        nothing = said(words.NOTHING_FOR, who=login) if login else said(words.NOTHING)
        showing.show(showing.line(nothing))


def ship(
    roadmap: Annotated[str, options.argument(helps.A_ROADMAP_ID, helps.SHIPPED_ROADMAP)],
    text: Annotated[str, options.option("--text", helps.A_TEXT, helps.SHIPPED_TEXT)],
    by: options.By,
    as_json: options.AsJson = False,
) -> None:
    from schemas.bounds import RoadmapId
    from schemas.submissions import Text
    from starter.cli import checking, context, showing

    name = checking.value(RoadmapId, roadmap, "ROADMAP-ID")
    content = checking.value(Text, text, "--text")
    told, before = asyncio.run(context.gateway().ship(name, content, by))
    if as_json:
        showing.answer({"roadmap": name, "told": told, "told_before": before})
    elif told or before:
        showing.show(showing.line(said(words.SHIPPED, count=len(told)), "bold"))
        if before:
            showing.show(showing.line(said(words.SHIPPED_BEFORE, count=len(before))))
    else:
        showing.show(showing.line(said(words.NOBODY_ASKED, id=name)))


def _table(found: "list[CaseView]") -> "Table":
    from starter.cli import showing

    table = showing.columns(*_HEADER, wrapped=(words.PROPOSAL, words.WAITS_FOR))
    for view in found:
        table.add_row(*(showing.line(cell) for cell in _cells(view)))
    return table


def _cells(view: "CaseView") -> list[str]:
    from schemas import words as business
    from starter import projection
    from starter.cli import naming, proposals, showing

    state, due = view.state, projection.approve_by(view)
    proposal, asked = state.proposal, state.asked
    terms = ", ".join(proposals.terms(proposal, view.policy)) if proposal else ""
    level = (
        said(words.LEVEL_OF, level=asked.level, of=len(proposal.levels))
        if (asked and proposal)
        else (business.role(state.needs, LOCALE) if state.needs else naming.NOTHING)
    )
    return [
        state.case_id,
        terms or said(words.VERSION, version=state.version),
        level,
        ", ".join(proposals.waiting_for(state)) or said(words.STUCK),
        state.proposer or naming.NOTHING,
        showing.distance(due) if due else naming.NOTHING,
    ]
