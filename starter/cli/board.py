"""The commands about the public pages: `publish`, `unpublish`, `satisfaction`."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.errors import BadInput
from schemas.words import Said
from starter.cli import board_words as words
from starter.cli import helps, options
from starter.cli.commands import Command
from starter.cli.words import PROBLEM, said

if TYPE_CHECKING:
    from rules.satisfaction import Satisfaction
    from starter.board import BoardDoor

_Title = Annotated[str, options.option("--title", helps.A_TEXT, words.TITLE)]
_Summary = Annotated[str, options.option("--summary", helps.A_TEXT, words.SUMMARY)]
_Since = Annotated[str | None, options.option("--since", words.A_DATE, words.SINCE)]


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    explained: dict[Callable[..., None], Said] = {
        publish: words.PUBLISH,
        unpublish: words.UNPUBLISH,
        satisfaction: words.SATISFACTION,
    }
    lenient = {"allow_extra_args": True}  # Command says better what is wrong with them
    for command, what in explained.items():
        name = command.__name__
        app.command(name, cls=Command, help=said(what), context_settings=lenient)(command)


def publish(
    case: options.Case,
    title: _Title,
    summary: _Summary,
    by: options.By,
    as_json: options.AsJson = False,
) -> None:
    from schemas.submissions import Line, Text
    from starter.board import Revealing
    from starter.cli import checking, context, showing

    case_id = options.case(case)
    texts = (checking.value(Line, title, "--title"), checking.value(Text, summary, "--summary"))
    with options.known(case_id):
        try:
            number = _door().publish(case_id, *texts, by)
        except Revealing as error:
            what = said(words.WHAT[error.what])
            raise BadInput(said(words.REVEALS, field=f"--{error.field}", what=what)) from error
    link = f"{context.settings().base_url}/board#n{number}"
    if as_json:
        showing.answer({"id": case_id, "published": True, "number": number, "link": link})
    else:
        showing.show(showing.line(said(words.PUBLISHED, number=number, link=link), "bold"))


def unpublish(case: options.Case, by: options.By, as_json: options.AsJson = False) -> None:
    from starter.cli import showing

    case_id = options.case(case)
    with options.known(case_id):
        changed = _door().unpublish(case_id, by)
    if as_json:
        showing.answer({"id": case_id, "published": False, "changed": changed})
    else:
        showing.show(showing.line(said(words.UNPUBLISHED if changed else words.NOT_THERE), "bold"))


def satisfaction(since: _Since = None, as_json: options.AsJson = False) -> None:
    from rules.satisfaction import Satisfaction
    from rules.satisfaction import satisfaction as of_case
    from starter.cli import context, showing
    from store.answers import answered

    begin, found = _day(since), Satisfaction()
    for events in answered(context.installation().database, begin):
        found += of_case(events)
    if as_json:
        showing.answer({"since": since, **_json(found)})
    else:
        _show(found)


def _door() -> "BoardDoor":
    from starter.board import BoardDoor
    from starter.cli import context

    installation = context.installation()
    return BoardDoor(installation.database, installation.signer, installation.now)


def _day(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        problem = said(words.NOT_A_DATE)
        raise BadInput(said(PROBLEM, field="--since", problem=problem)) from None


def _json(found: "Satisfaction") -> dict[str, object]:
    counts = ("confirmed", "unconfirmed", "answers", "suspect", "solved", "not_solved")
    shares = ("confirmed_share", "mean_rating", "suspect_share")
    return {
        **{name: getattr(found, name) for name in counts},
        "ratings": {str(rating): found.ratings[rating] for rating in range(1, 6)},
        **{name: _rounded(getattr(found, name)) for name in shares},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _show(found: "Satisfaction") -> None:
    from starter.cli import showing

    table = showing.columns()
    closed = found.confirmed + found.unconfirmed
    table.add_row(said(words.CLOSED), str(closed), "")
    table.add_row(
        "  " + said(words.CONFIRMED), str(found.confirmed), _percent(found.confirmed_share)
    )
    table.add_row("  " + said(words.UNCONFIRMED), str(found.unconfirmed), "")
    table.add_row(said(words.ANSWERS), str(found.answers), "")
    table.add_row("  " + said(words.SUSPECT), str(found.suspect), _percent(found.suspect_share))
    table.add_row("  " + said(words.SOLVED), str(found.solved), "")
    table.add_row("  " + said(words.NOT_SOLVED), str(found.not_solved), "")
    mean = found.mean_rating
    table.add_row(said(words.RATINGS), str(found.ratings.total()), "")
    table.add_row("  " + said(words.MEAN), said(words.NONE) if mean is None else f"{mean:.2f}", "")
    showing.show(table)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
