"""How `huiyin audit` answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from starter.cli import audit_words as words
from starter.cli import showing
from starter.cli.plain import complain
from starter.cli.words import LOCALE, said
from starter.operations.audit import Lack, Report, Step
from starter.operations.words import GAP_REMEDIES, GAPS


def report(found: Report, as_json: bool) -> None:
    """Say what was found; to JSON the gaps go by their names."""
    if not found.workflows:
        complain(said(words.BLIND))
    if as_json:
        showing.answer(_plain(found))
        return
    table = showing.columns()
    for lack in found.lacks:
        _add(table, lack)
    if found.lacks:
        told = said(words.FOUND, n=found.checked, lacks=len(found.lacks))
        showing.show(table, showing.line(""), showing.line(told, "bold"))
    elif found.workflows:
        showing.show(showing.line(said(words.SOUND, n=found.checked), "bold"))


@contextmanager
def progress() -> Iterator[Step]:
    """A bar on stderr, if that is a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(said(words.CHECKING), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _plain(found: Report) -> dict[str, Any]:
    return {
        "checked": found.checked,
        "workflows_checked": found.workflows,
        "sound": found.sound,
        "cases": [
            {
                "id": lack.state.case_id,
                "stage": lack.state.stage.value,
                "team": lack.state.team,
                "owner": lack.state.owner,
                "gaps": [gap.value for gap in lack.gaps],
            }
            for lack in found.lacks
        ],
    }


def _add(table: Table, lack: Lack) -> None:
    for n, gap in enumerate(lack.gaps):
        name = lack.state.case_id if n == 0 else ""
        who = (lack.state.owner or lack.state.team or "") if n == 0 else ""
        said_so = showing.line(GAPS[gap].in_(LOCALE), "bold")
        table.add_row(name, who, said_so)
        table.add_row("", "", showing.line(f"→ {GAP_REMEDIES[gap].in_(LOCALE)}", "dim"))
