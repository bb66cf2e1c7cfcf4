"""The command that lists and searches: `list`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from schemas.enums import Priority, Stage
from starter.cli import helps, list_words, options

if TYPE_CHECKING:
    from store.search import Page

_HIGHEST_LIMIT = 1_000_000

_STAGE = options.option("--stage", helps.A_STAGE, helps.STAGE)
_SEARCH = options.option("--search", list_words.WORDS, list_words.SEARCH)
_TEAM = options.option("--team", helps.A_TEAM, list_words.TEAM)
_PRIORITY = options.option("--priority", helps.A_PRIORITY, list_words.PRIORITY)
_CATEGORY = options.option("--category", helps.A_CATEGORY, list_words.CATEGORY)
_CHANNEL = options.option("--channel", helps.A_CHANNEL, list_words.CHANNEL)
_OWNER = options.option("--owner", helps.A_LOGIN, list_words.OWNER)
_AFTER = options.option("--after", list_words.A_CURSOR, list_words.AFTER)
_LIMIT = options.option("--limit", helps.A_NUMBER, helps.LIMIT)

_Given = Mapping[str, str | None]


def list_cases(
    stage: Annotated[str | None, _STAGE] = None,
    search: Annotated[str | None, _SEARCH] = None,
    team: Annotated[str | None, _TEAM] = None,
    priority: Annotated[str | None, _PRIORITY] = None,
    category: Annotated[str | None, _CATEGORY] = None,
    channel: Annotated[str | None, _CHANNEL] = None,
    owner: Annotated[str | None, _OWNER] = None,
    after: Annotated[str | None, _AFTER] = None,
    limit: Annotated[str, _LIMIT] = "50",
    as_json: options.AsJson = False,
) -> None:
    given = {"stage": stage, "priority": priority, "team": team, "category": category}
    _show(_found({**given, "channel": channel, "owner": owner}, search, after, limit), as_json)


def _found(given: _Given, search: str | None, after: str | None, limit: str) -> "Page":
    from pydantic import Field

    from schemas import case_filter
    from schemas.errors import BadInput
    from schemas.findings import Mistake
    from schemas.pages import BadCursor
    from starter.cli import checking, context
    from starter.cli.words import said
    from store.search import Search

    checking.value(Stage | None, given["stage"], "--stage")
    checking.value(Priority | None, given["priority"], "--priority")
    most = checking.value(Annotated[int, Field(ge=1, le=_HIGHEST_LIMIT)], limit, "--limit")
    found = Search(context.installation().database)
    try:
        return found.find(search, case_filter.of(given), None, after, most)
    except Mistake as mistake:
        raise BadInput(said(mistake.said)) from None
    except BadCursor:
        raise BadInput(said(list_words.BAD_CURSOR)) from None


def _show(page: "Page", as_json: bool) -> None:
    from starter import projection
    from starter.cli import context, showing, table
    from store import policies

    if as_json:
        rows = [{**projection.row(c), "cursor": page.cursor_of(c)} for c in page.rows]
        showing.answer(rows)
    elif page.rows:
        installation = context.installation()
        policy = policies.latest(installation.database, installation.policy_text)
        showing.show(*table.of(page.rows, policy, following=page.next))
    else:
        showing.show(*table.empty(page.is_narrowed))
