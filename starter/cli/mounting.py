"""How commands become a part of the program."""

from collections.abc import Callable, Mapping

import typer

from schemas.words import Said
from starter.cli.commands import Command, Topic
from starter.cli.words import said

Call = Callable[..., None]
Calls = Mapping[str, tuple[Call, Said]]


def mount(
    app: typer.Typer, name: str, call: Call, explained: Said, *, hidden: bool = False
) -> None:
    """Add a command to the program, or to a topic."""
    lenient = {"allow_extra_args": True}  # Command says better what is wrong with them
    app.command(name, cls=Command, help=said(explained), hidden=hidden, context_settings=lenient)(
        call
    )


def mount_topic(app: typer.Typer, name: str, explained: Said, calls: Calls) -> None:
    """Add a word with commands of its own; by itself it explains them."""
    topic = typer.Typer(
        cls=Topic,
        callback=_explain,
        help=said(explained),
        invoke_without_command=True,
        add_completion=False,
    )
    for each, (call, what) in calls.items():
        mount(topic, each, call, what)
    app.add_typer(topic, name=name)


def _explain(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())
