"""The program `huiyin`, put together."""

import logging
from collections.abc import Iterator
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.main import get_group

from schemas.enums import DecisionKind
from schemas.words import Said
from starter.cli import (
    absence,
    analyze,
    audit,
    board,
    calendar,
    clocks,
    context,
    decisions,
    helps,
    keys,
    learning_words,
    listing,
    looking,
    options,
    parts,
    policy,
    privacy,
    similar,
    similar_words,
    upkeep,
    users,
    webhooks,
)
from starter.cli.approvals import approvals, ship
from starter.cli.commands import Group
from starter.cli.mounting import Call, mount
from starter.cli.statement import statement
from starter.cli.submit import submit
from starter.cli.tasks import tasks
from starter.cli.words import said


def program() -> TyperGroup:
    """The program with all its commands."""
    app = typer.Typer(
        cls=Group,
        callback=_begin,
        help=said(helps.PROGRAM),
        invoke_without_command=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, call, explained in _commands():
        mount(app, name, call, explained, hidden=call is parts.catcher)
    clocks.add_to(app)
    upkeep.add_to(app)
    audit.add_to(app)
    absence.add_to(app)
    calendar.add_to(app)
    policy.add_to(app)
    board.add_to(app)
    users.add_to(app)
    keys.add_to(app)
    privacy.add_to(app)
    webhooks.add_to(app)
    analyze.add_to(app)
    return get_group(app)


def _begin(
    ctx: typer.Context,
    verbose: Annotated[bool, options.switch("--verbose", helps.VERBOSE)] = False,
) -> None:
    context.log_to_stderr(logging.DEBUG if verbose else logging.WARNING)
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())


def _commands() -> Iterator[tuple[str, Call, Said]]:
    yield "submit", submit, helps.SUBMIT
    yield "list", listing.list_cases, helps.LIST
    yield "show", looking.show, helps.SHOW
    yield "history", looking.history, helps.HISTORY
    yield "note", decisions.note, helps.NOTE
    for kind in DecisionKind:
        yield kind.value, decisions.Deciding(kind), helps.DECISIONS[kind]
    yield "correct", decisions.Deciding(DecisionKind.TRIAGE, bare=True), learning_words.CORRECT
    yield "similar", similar.similar, similar_words.SIMILAR
    yield "link", similar.link, similar_words.LINK
    yield "unlink", similar.unlink, similar_words.UNLINK
    yield "duplicates", similar.duplicates, similar_words.DUPLICATES
    yield "approvals", approvals, helps.APPROVALS
    yield "tasks", tasks, helps.TASKS
    yield "ship", ship, helps.SHIP
    yield "statement", statement, helps.STATEMENT
    yield "up", parts.up, helps.UP
    yield "worker", parts.worker, helps.WORKER
    yield "web", parts.web, helps.WEB
    yield "catcher", parts.catcher, helps.CATCHER
