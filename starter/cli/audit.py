"""`huiyin audit`: is every open case in somebody's hands, with a next deadline and a workflow?"""

import asyncio
from typing import TYPE_CHECKING

import typer

from starter.cli import audit_words as words
from starter.cli.mounting import mount
from starter.cli.options import AsJson

if TYPE_CHECKING:
    from starter.operations.audit import Report, Step
    from worker.installation import Installation


def add_to(app: typer.Typer) -> None:
    """Mount the command."""
    mount(app, "audit", audit, words.AUDIT)


def audit(as_json: AsJson = False) -> None:
    from starter.cli import audit_showing, context

    installation = context.installation()
    with audit_showing.progress() as step:
        report = asyncio.run(_run(installation, step))
    audit_showing.report(report, as_json)
    if not report.sound:
        raise typer.Exit(1)


async def _run(installation: "Installation", step: "Step") -> "Report":
    from starter.operations.audit import Audit
    from starter.operations.motor import Connection

    connect = Connection(installation, words.PATIENCE)
    return await Audit(installation.database, connect, installation.now).run(step)
