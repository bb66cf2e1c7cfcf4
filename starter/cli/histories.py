"""What became of accounts and keys, as `user history` and `key history` tell it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from starter.cli import people_words as words
from starter.cli.words import said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from store.tables_identity import IdentityChange


def by_shell() -> str:
    """Who changes something at this terminal, as the record names it."""
    from starter.cli import shell

    return f"shell:{shell.user() or '?'}"


def tell(rows: "Sequence[IdentityChange]", as_json: bool) -> None:
    """Answer with changes, the oldest first."""
    from starter import projection
    from starter.cli import showing

    if as_json:
        showing.answer([projection.identity_change(row) for row in rows])
    else:
        showing.show(*_table(rows))


def _table(rows: "Sequence[IdentityChange]") -> "Iterator[RenderableType]":
    from starter.cli import showing

    if not rows:
        yield showing.line(said(words.NOTHING_CHANGED))
        return
    titles = (words.COLUMN_AT, words.COLUMN_NAME, words.COLUMN_WHAT, words.COLUMN_BY)
    table = showing.columns(*titles)
    for row in rows:
        table.add_row(*map(showing.line, _cells(row)))
    yield table


def _cells(row: "IdentityChange") -> Iterator[str]:
    from schemas.access import AccessRole
    from starter.cli import showing

    yield showing.moment(row.at)
    yield f"{row.name} ({row.key_id})" if row.key_id else row.name
    what = said(words.CHANGES[row.what])
    if row.data:
        teams = row.data["teams"]
        told = said(words.ALL_TEAMS) if teams is None else ", ".join(teams)
        role = said(words.ROLES[AccessRole(row.data["role"])])
        what = said(
            words.CHANGE_GIVEN, what=what, given=" \u00b7 ".join(filter(None, (role, told)))
        )
    yield what
    yield row.by
