"""The command that lists and searches: `list`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from schemas.enums import Priority, Stage
from starter.cli import helps, list_words, options

if TYPE_CHECKING:
    from datetime import tzinfo

    from store.search import Page

_HIGHEST_LIMIT = 1_000_000

_STAGE = options.option("--stage", helps.A_STAGE, helps.STAGE)
_SEARCH = options.option("--search", list_words.WORDS, list_words.SEARCH)
_TEAM = options.option("--team", helps.A_TEAM, list_words.TEAM)
_PRIORITY = options.option("--priority", helps.A_PRIORITY, list_words.PRIORITY)
_CATEGORY = options.option("--category", helps.A_CATEGORY, list_words.CATEGORY)
_CHANNEL = options.option("--channel", helps.A_CHANNEL, list_words.CHANNEL)
_OWNER = options.option("--owner", helps.A_LOGIN, list_words.OWNER)
_OUTCOME = options.option("--outcome", list_words.AN_OUTCOME, list_words.OUTCOME)
_BREACHED = options.option("--breached", list_words.YES_OR_NO, list_words.BREACHED)
_SENTIMENT = options.option("--sentiment", list_words.A_MOOD, list_words.SENTIMENT)
_MODULE = options.option("--module", list_words.A_MODULE, list_words.MODULE)
_RECEIVED_AFTER = options.option(
    "--received-after", list_words.AN_INSTANT, list_words.RECEIVED_AFTER
)
_RECEIVED_BEFORE = options.option(
    "--received-before", list_words.AN_INSTANT, list_words.RECEIVED_BEFORE
)
_DUE_AFTER = options.option("--due-after", list_words.AN_INSTANT, list_words.DUE_AFTER)
_DUE_BEFORE = options.option("--due-before", list_words.AN_INSTANT, list_words.DUE_BEFORE)
_CLOSED_AFTER = options.option("--closed-after", list_words.AN_INSTANT, list_words.CLOSED_AFTER)
_CLOSED_BEFORE = options.option("--closed-before", list_words.AN_INSTANT, list_words.CLOSED_BEFORE)
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
    outcome: Annotated[str | None, _OUTCOME] = None,
    breached: Annotated[str | None, _BREACHED] = None,
    sentiment: Annotated[str | None, _SENTIMENT] = None,
    module: Annotated[str | None, _MODULE] = None,
    received_after: Annotated[str | None, _RECEIVED_AFTER] = None,
    received_before: Annotated[str | None, _RECEIVED_BEFORE] = None,
    due_after: Annotated[str | None, _DUE_AFTER] = None,
    due_before: Annotated[str | None, _DUE_BEFORE] = None,
    closed_after: Annotated[str | None, _CLOSED_AFTER] = None,
    closed_before: Annotated[str | None, _CLOSED_BEFORE] = None,
    after: Annotated[str | None, _AFTER] = None,
    limit: Annotated[str, _LIMIT] = "50",
    as_json: options.AsJson = False,
) -> None:
    given = {
        "stage": stage,
        "priority": priority,
        "team": team,
        "category": category,
        "channel": channel,
        "owner": owner,
        "outcome": outcome,
        "breached": breached,
        "sentiment": sentiment,
        "module": module,
        "received_after": received_after,
        "received_before": received_before,
        "due_after": due_after,
        "due_before": due_before,
        "closed_after": closed_after,
        "closed_before": closed_before,
    }
    _show(_found(given, search, after, limit), as_json)


def _found(given: _Given, search: str | None, after: str | None, limit: str) -> "Page":
    from pydantic import Field

    from schemas import case_filter
    from schemas.access import EVERYTHING
    from schemas.errors import BadInput
    from schemas.findings import Mistake
    from schemas.pages import BadCursor
    from starter.cli import checking, context, moments
    from starter.cli.words import said
    from store.search import Search

    checking.value(Stage | None, given["stage"], "--stage")
    checking.value(Priority | None, given["priority"], "--priority")
    most = checking.value(Annotated[int, Field(ge=1, le=_HIGHEST_LIMIT)], limit, "--limit")
    times = {
        key: moments.begun(options.flag(key), value, _zone).isoformat()
        for key, value in given.items()
        if value is not None and key in case_filter.TIMES
    }
    found = Search(context.installation().database)
    try:
        return found.find(search, case_filter.of({**given, **times}), EVERYTHING, after, most)
    except Mistake as mistake:
        raise BadInput(said(mistake.said)) from None
    except BadCursor:
        raise BadInput(said(list_words.BAD_CURSOR)) from None


def _zone() -> "tzinfo":
    """That of the policy in force: in it a day begins."""
    from zoneinfo import ZoneInfo

    from starter.cli import context

    return ZoneInfo(context.gateway().policy().zone)


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
