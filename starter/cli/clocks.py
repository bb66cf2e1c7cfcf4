"""The command `clocks`: one case's clocks explained, or all cases by today's holidays."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.errors import BadInput, EngineUnavailable
from starter.cli import clocks_words as words
from starter.cli import helps, options
from starter.cli.mounting import mount
from starter.cli.words import said

if TYPE_CHECKING:
    from activities.recompute import Recomputed, Tell
    from worker.installation import Installation

_RECOMPUTE = "recompute"
_PATIENCE = timedelta(seconds=2)
_CASE = typer.Argument(metavar=said(words.A_CASE), help=said(words.CASE))


def add_to(app: typer.Typer) -> None:
    """Mount the command."""
    mount(app, "clocks", clocks, words.CLOCKS)


def clocks(
    case: Annotated[str, _CASE],
    explain: Annotated[bool, options.switch("--explain", words.EXPLAIN)] = False,
    apply: Annotated[bool, options.switch("--apply", words.APPLY)] = False,
    by: Annotated[str | None, options.option("--by", helps.A_LOGIN, words.BY)] = None,
    as_json: options.AsJson = False,
) -> None:
    if case == _RECOMPUTE:
        _recompute(by, apply=apply, as_json=as_json)
    elif apply or by:
        raise BadInput(said(words.ONLY_RECOMPUTE, name="--apply" if apply else "--by"))
    else:
        _explain(case, every=explain, as_json=as_json)


def _explain(case: str, *, every: bool, as_json: bool) -> None:
    from datetime import UTC, datetime

    from rules.clocks import clocks as all_clocks
    from rules.explanation import explained
    from starter import projection
    from starter.cli import clocks_showing, looking, showing

    _, view = looking.looked_at(case)
    now = max(datetime.now(UTC), view.events[-1].at)
    standing = all_clocks(view.events, view.policy, now)
    found = [explained(clock, view.policy, now) for clock in standing]
    if as_json:
        showing.answer([projection.explained(each) for each in found])
    else:
        showing.show(*clocks_showing.of(view.state.case_id, found, every=every))


def _recompute(by: str | None, *, apply: bool, as_json: bool) -> None:
    from schemas.bounds import Login
    from starter.cli import checking, context, recompute_showing, showing, upkeep_showing

    by = checking.value(Login, by, "--by") if by else None
    installation = context.installation()
    total = installation.backlog.count()
    with upkeep_showing.progress(total, words.CHECKING) as step:
        done = asyncio.run(_checked(installation, by, step, apply=apply))
    if as_json:
        showing.answer(recompute_showing.plain(done))
    else:
        showing.show(*recompute_showing.of(done, applied=apply))
    if done.untold:
        raise typer.Exit(1)


async def _checked(
    installation: "Installation", by: str | None, step: Callable[[], None], *, apply: bool
) -> "Recomputed":
    from activities.recompute import Recompute
    from schemas.events import SYSTEM
    from worker.installation import now

    work = Recompute(installation.book, installation.backlog)
    if not apply:
        return work.preview(now(), step)
    return await work.apply(by or SYSTEM, now, await _telling(installation), step)


async def _telling(installation: "Installation") -> "Tell":
    """How workflows are told; without Temporal each case says that it could not be."""
    from engine.cases import Cases
    from engine.connection import connect

    try:
        return Cases(await connect(installation.settings, patience=_PATIENCE)).refresh
    except EngineUnavailable as unavailable:
        why = str(unavailable)

    async def in_vain(_: str) -> None:
        raise EngineUnavailable(why)

    return in_vain
