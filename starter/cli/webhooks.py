"""The commands about webhooks: `webhook add`, `list`, `secret`, `retry`, `end`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.errors import BadInput
from starter.cli import helps, mounting, options
from starter.cli import webhook_words as words
from starter.cli.words import said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from store.tables_webhooks import WebhookRow
    from store.webhooks import Standing, Webhooks
    from worker.installation import Installation

_NAME = typer.Argument(metavar=said(helps.A_NAME), help=said(words.NAME))
_URL = typer.Argument(metavar=said(words.A_URL), help=said(words.URL))


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    calls: mounting.Calls = {
        "add": (add, words.ADD),
        "list": (listing, words.LIST),
        "secret": (secret, words.SECRET),
        "retry": (retry, words.RETRY),
        "end": (end, words.END),
    }
    mounting.mount_topic(app, "webhook", words.WEBHOOKS, calls)


def add(
    name: Annotated[str, _NAME],
    url: Annotated[str, _URL],
    event: Annotated[
        list[str] | None, options.option("--event", words.AN_EVENT, words.EVENT)
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    from schemas.webhooks import NewWebhook
    from starter.cli import checking, context, shell
    from store.webhooks import NameTaken

    given = {"name": name, "url": url, "events": event or []}
    new = checking.checked(lambda: NewWebhook.model_validate(given), _called)
    found = context.installation()
    try:
        row = _register(found).add(new, shell.user() or "shell", found.now())
    except NameTaken:
        raise BadInput(said(words.TAKEN, name=name)) from None
    _answer(found, row, said(words.ADDED, name=name), as_json)


def listing(as_json: options.AsJson = False) -> None:
    from starter.cli import context, showing

    every = _register(context.installation()).standing()
    if as_json:
        showing.answer([_json(each) for each in every])
    else:
        showing.show(*_table(every))


def secret(
    name: Annotated[str, _NAME],
    new: Annotated[bool, options.switch("--new", words.NEW)] = False,
    as_json: options.AsJson = False,
) -> None:
    from starter.cli import context

    found = context.installation()
    if new:
        _register(found).renew_secret(name)
    _answer(found, _known(found, name), "", as_json)


def retry(name: Annotated[str, _NAME], as_json: options.AsJson = False) -> None:
    from starter.cli import context, showing

    found = context.installation()
    number = _register(found).try_again(_known(found, name).name, found.now())
    if as_json:
        showing.answer({"name": name, "messages": number})
    else:
        showing.show(showing.line(said(words.RETRIED, n=number)))


def end(name: Annotated[str, _NAME], as_json: options.AsJson = False) -> None:
    from starter.cli import context, showing

    found = context.installation()
    _register(found).end(_known(found, name).name, found.now())
    if as_json:
        showing.answer({"name": name, "ended": True})
    else:
        showing.show(showing.line(said(words.ENDED, name=name)))


def _called(field: str) -> str:
    """What a field is called on the command line."""
    return {"name": said(helps.A_NAME), "url": said(words.A_URL)}.get(field, "--event")


def _register(installation: "Installation") -> "Webhooks":
    from store.webhooks import Webhooks

    return Webhooks(installation.database)


def _known(found: "Installation", name: str) -> "WebhookRow":
    row = _register(found).find(name)
    if row is None or row.ended_at:
        raise BadInput(said(words.UNKNOWN, name=name))
    return row


def _answer(found: "Installation", row: "WebhookRow", told: str, as_json: bool) -> None:
    from starter import wiring
    from starter.cli import showing

    present = wiring.hooks(found).secret(row)
    if as_json:
        showing.answer({"name": row.name, "url": row.url, "secret": present})
        return
    showing.show(*([showing.line(told)] if told else []), f"  {present}")


def _json(each: "Standing") -> dict[str, Any]:
    row = each.webhook
    return {
        "name": row.name,
        "url": row.url,
        "events": [kind for kind in row.events.split(",") if kind],
        "ended": row.ended_at is not None,
        "waiting": each.waiting,
        "given_up": each.given_up,
        "trouble": each.trouble,
    }


def _table(every: "Sequence[Standing]") -> "Iterator[RenderableType]":
    from starter.cli import showing

    if not every:
        yield showing.line(said(words.NONE))
        return
    titles = (words.COLUMN_NAME, words.COLUMN_URL, words.COLUMN_EVENTS, words.COLUMN_WAITING)
    table = showing.columns(*titles, words.COLUMN_GIVEN_UP, words.COLUMN_TROUBLE)
    for each in every:
        row = each.webhook
        trouble = said(words.OVER) if row.ended_at else each.trouble or ""
        events = row.events.replace(",", ", ") or said(words.ALL)
        cells = (row.name, row.url, events, str(each.waiting), str(each.given_up), trouble)
        table.add_row(*map(showing.line, cells))
    yield table
