"""The commands about keys: `key add`, `key list`, `key revoke`."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from schemas.errors import BadInput
from schemas.words import Said
from starter.cli import helps, options
from starter.cli import people_words as words
from starter.cli.commands import Command, Topic
from starter.cli.words import said

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import RenderableType

    from store.keys import Keys
    from store.tables_identity import KeyRow
    from worker.installation import Installation

_NAME = typer.Argument(metavar=said(helps.A_NAME), help=said(words.KEY_NAME))
_WHOSE = typer.Argument(metavar=said(words.AN_ID_OR_NAME), help=said(words.WHOSE))
_WHICH = typer.Argument(metavar=said(words.AN_ID_OR_NAME), help=said(words.WHICH_KEY))


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    topic = typer.Typer(cls=Topic, help=said(words.KEYS), add_completion=False)
    explained: dict[str, tuple[Callable[..., None], Said]] = {
        "add": (add, words.KEY_ADD),
        "list": (listing, words.KEY_LIST),
        "revoke": (revoke, words.KEY_REVOKE),
        "history": (history, words.KEY_HISTORY),
    }
    lenient = {"allow_extra_args": True}  # Command says better what is wrong with them
    for name, (call, what) in explained.items():
        topic.command(name, cls=Command, help=said(what), context_settings=lenient)(call)
    app.add_typer(topic, name="key")


def add(
    name: Annotated[str, _NAME],
    role: Annotated[str, options.option("--role", words.A_ROLE, words.ROLE)],
    team: Annotated[
        list[str] | None, options.option("--team", helps.A_TEAM, words.KEY_TEAM)
    ] = None,
    expires: Annotated[str | None, options.option("--expires", helps.A_DATE, words.EXPIRES)] = None,
    as_json: options.AsJson = False,
) -> None:
    from starter import projection
    from starter.cli import context, showing
    from starter.identity import tokens

    found = context.installation()
    parts = tokens.new_key()
    row = _row(found, name, role, team or [], expires, parts)
    _keep(found, row)
    if as_json:
        showing.answer({**projection.key(row), "key": str(parts)})
        return
    showing.show(showing.line(said(words.KEY_ADDED, name=row.name, id=row.id)), f"  {parts}")


def listing(as_json: options.AsJson = False) -> None:
    from starter import projection
    from starter.cli import context, showing

    found = context.installation()
    rows = _register(found).listed()
    if as_json:
        showing.answer([projection.key(row) for row in rows])
    else:
        showing.show(*_table(rows, found.now()))


def revoke(key: Annotated[str, _WHICH], as_json: options.AsJson = False) -> None:
    from starter import projection
    from starter.cli import context, showing

    found = context.installation()
    rows = _register(found).revoke(key, found.now())
    if not rows:
        raise BadInput(said(words.NO_KEY, key=key))
    if as_json:
        showing.answer([projection.key(row) for row in rows])
    else:
        ids = ", ".join(row.id for row in rows)
        showing.show(showing.line(said(words.REVOKED, n=len(rows), ids=ids)))


def history(key: Annotated[str | None, _WHOSE] = None, as_json: options.AsJson = False) -> None:
    from starter.cli import context, histories
    from store.identity_changes import Changes

    rows = Changes(context.installation().database).of_keys(key)
    if key and not rows:
        raise BadInput(said(words.NO_KEY, key=key))
    histories.tell(rows, as_json)


def _register(installation: "Installation") -> "Keys":
    from starter.cli import histories
    from store.keys import Keys

    return Keys(installation.database, histories.by_shell())


def _row(
    found: "Installation", name: str, role: str, teams: list[str], expires: str | None, parts: Any
) -> "KeyRow":
    from starter.cli import moments, people_given
    from starter.identity import tokens
    from store.tables_identity import KeyRow

    known = people_given.login(name, said(helps.A_NAME))
    policy = people_given.policy(found)
    if known in policy.staff:
        raise BadInput(said(words.OF_POLICY, value=known))
    zone = ZoneInfo(policy.zone)
    until = moments.to_come("--expires", expires, lambda: zone) if expires else None
    return KeyRow(
        id=parts.id,
        name=known,
        secret=tokens.digest(parts.secret),
        role=people_given.role(role).value,
        teams=",".join(people_given.teams(found, teams)) or None,
        created_at=found.now(),
        expires_at=until,
    )


def _keep(found: "Installation", row: "KeyRow") -> None:
    from store.accounts import Taken

    try:
        _register(found).add(row)
    except Taken as taken:
        raise BadInput(said(words.TAKEN, value=taken.value)) from None


def _table(rows: Any, at: "datetime") -> "Iterator[RenderableType]":
    from starter.cli import showing

    if not rows:
        yield showing.line(said(words.NO_KEYS))
        return
    titles = (words.COLUMN_ID, words.COLUMN_NAME, words.COLUMN_ROLE, words.COLUMN_TEAMS)
    table = showing.columns(*titles, words.COLUMN_USED, words.COLUMN_EXPIRES, words.COLUMN_STANDING)
    for row in rows:
        table.add_row(*map(showing.line, _cells(row, at)))
    yield table


def _cells(row: "KeyRow", at: "datetime") -> Iterator[str]:
    from schemas.access import AccessRole
    from starter.cli import showing

    yield row.id
    yield row.name
    yield said(words.ROLES[AccessRole(row.role)])
    yield row.teams.replace(",", ", ") if row.teams else said(words.ALL_TEAMS)
    yield showing.moment(row.used_at) if row.used_at else said(words.NEVER)
    yield showing.moment(row.expires_at) if row.expires_at else ""
    over = words.IS_EXPIRED if row.expires_at and row.expires_at <= at else words.HOLDS
    yield said(words.IS_REVOKED if row.revoked_at else over)
