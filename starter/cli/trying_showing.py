"""The figures of a trial side by side, for people or for programs."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from starter.cli import showing
from starter.cli.words import LOCALE, said
from starter.policy_page.voice import Voice
from starter.trial import words
from starter.trial.tables import remarks, tables


def show(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        showing.answer(result)
    else:
        showing.show(*_parts(result))


def _parts(result: dict[str, Any]) -> Iterator[RenderableType]:
    voice = Voice(LOCALE)
    yield showing.line(said(words.CASES_TRIED, **result), "bold")
    for n, each in enumerate(tables(result, voice)):
        if n:
            yield Text()
        yield showing.table(each)
    for remark in remarks(result, voice):
        yield showing.line(remark, "yellow")
