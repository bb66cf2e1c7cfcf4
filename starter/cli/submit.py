"""`huiyin submit`: one item, or a file of them."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.errors import BadInput, RecordUnavailable
from starter.cli import helps, policy_words, words
from starter.cli.attaching import ATTACH
from starter.cli.options import AsJson, flag, option
from starter.cli.plain import complain
from starter.cli.words import said

if TYPE_CHECKING:
    from schemas.submissions import Accepted
    from starter.cli.items import Item
    from starter.gateway import Gateway

_AT_ONCE = 8
_Given = str | None


class Halfway(RecordUnavailable):
    """The record went away after some items had been recorded."""


def submit(
    text: Annotated[_Given, option("--text", helps.A_TEXT, helps.TEXT)] = None,
    file: Annotated[_Given, option("--from", helps.A_FILE, helps.FROM)] = None,
    contact: Annotated[_Given, option("--contact", helps.AN_ADDRESS, helps.CONTACT)] = None,
    name: Annotated[_Given, option("--name", helps.A_NAME, helps.NAME)] = None,
    channel: Annotated[_Given, option("--channel", helps.A_CHANNEL, helps.CHANNEL)] = None,
    locale: Annotated[_Given, option("--locale", helps.A_LANGUAGE, helps.LOCALE)] = None,
    external_id: Annotated[_Given, option("--external-id", helps.AN_ID, helps.EXTERNAL_ID)] = None,
    category: Annotated[_Given, option("--category", helps.A_CATEGORY, helps.CATEGORY)] = None,
    priority: Annotated[_Given, option("--priority", helps.A_PRIORITY, helps.PRIORITY)] = None,
    tier: Annotated[_Given, option("--tier", policy_words.A_TIER, policy_words.TIER)] = None,
    attach: Annotated[list[str] | None, ATTACH] = None,
    as_json: AsJson = False,
) -> None:
    fields = {
        "contact": contact,
        "name": name,
        "channel": channel,
        "locale": locale,
        "external_id": external_id,
        "category": category,
        "priority": priority,
        "tier": tier,
    }
    given = {key: value for key, value in fields.items() if value is not None}
    if (text is None) == (file is None):
        raise BadInput(said(words.ONE_OF_TWO, first="--text", second="--from"))
    if file is None:
        _submit_one({"text": text, **given}, attach or [], as_json)
    elif attach:
        raise BadInput(said(words.NOT_WITH, first="--attach", second="--from"))
    else:
        _submit_all(file, given, as_json)


def _submit_one(fields: dict[str, Any], attach: Sequence[str], as_json: bool) -> None:
    from schemas import sources
    from schemas.submissions import Submission
    from starter import projection
    from starter.cli import attaching, context, showing
    from starter.cli.checking import checked, known
    from starter.following import Origin

    submission = checked(lambda: Submission.model_validate(fields), flag)
    with known(flag), attaching.kept(attach) as files:
        origin, submit = Origin(files=files), context.gateway().submit
        accepted = asyncio.run(submit(submission, sources.CLI, origin=origin))
    if as_json:
        showing.answer(projection.accepted(accepted))
    else:
        _show(accepted)


def _show(accepted: "Accepted") -> None:
    from starter.cli import showing

    known = words.ADDED_TO if accepted.added else words.KNOWN_ALREADY
    answer = said(words.SUBMITTED if accepted.created else known)
    table = showing.columns()
    table.add_row(said(words.STATUS_PAGE), accepted.status_url)
    table.add_row(said(words.LOOK_AT_IT), f"huiyin show {accepted.id}")
    showing.show(showing.line(answer + accepted.id, "bold"), table)


@dataclass
class _Tally:
    """What became of the lines of a file."""

    accepted: int = 0
    repeated: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def reject(self, line: int, reason: str) -> None:
        self.rejected.append({"line": line, "reason": reason})

    def in_order(self) -> dict[str, Any]:
        rejected = sorted(self.rejected, key=lambda each: each["line"])
        return {"accepted": self.accepted, "repeated": self.repeated, "rejected": rejected}


def _submit_all(file: str, given: dict[str, Any], as_json: bool) -> None:
    from starter.cli import context, items, showing

    if given:
        raise BadInput(said(words.NOT_WITH, first=flag(next(iter(given))), second="--from"))
    gateway = context.gateway()
    found = items.read(file)
    with _progress(len(found)) as step:
        result = asyncio.run(_all(gateway, found, step)).in_order()
    if as_json:
        showing.answer(result)
    else:
        _show_all(result)
    if result["rejected"]:
        raise typer.Exit(2)


async def _all(gateway: "Gateway", found: Sequence["Item"], step: Callable[[], None]) -> _Tally:
    tally, coming = _Tally(), iter(found)

    async def one_after_another() -> None:
        for item in coming:
            await _one(gateway, item, tally)
            step()

    try:
        await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))
    except RecordUnavailable as error:
        if not tally.accepted:
            raise
        raise Halfway(said(words.STOPPED_HALFWAY, why=error, count=tally.accepted)) from error
    return tally


async def _one(gateway: "Gateway", item: "Item", tally: _Tally) -> None:
    from schemas.submissions import Submission
    from starter.cli.checking import as_column, checked, known

    if item.problem:
        tally.reject(item.line, item.problem)
        return
    try:
        submission = checked(lambda: Submission.model_validate(item.fields), as_column)
        with known(as_column):
            accepted = await gateway.submit(submission)
    except BadInput as error:
        tally.reject(item.line, str(error))
    else:
        tally.accepted += accepted.created
        tally.repeated += not accepted.created


def _show_all(result: dict[str, Any]) -> None:
    from starter.cli import showing

    for each in result["rejected"]:
        complain(said(words.LINE, **each))
    counts = {**result, "rejected": len(result["rejected"])}
    showing.show(showing.line(said(words.BULK, **counts)))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(said(words.SUBMITTING), total=total)
        yield lambda: bar.advance(task)
