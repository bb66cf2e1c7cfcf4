"""A bar for what takes a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from schemas.words import Said
from starter.cli.words import said


@contextmanager
def progress(what: Said, total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if that is a terminal; the step is one of `total`."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    left = TimeRemainingColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), left)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(said(what), total=total)
        yield lambda: bar.advance(task)
