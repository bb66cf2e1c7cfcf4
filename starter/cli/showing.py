"""How answers look: JSON, or text with colours and aligned columns on a terminal."""

import io
import json
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.words import Said
from starter.cli import words
from starter.cli.plain import safe
from starter.cli.words import said

if TYPE_CHECKING:
    from starter.policy_page.voice import Table as Told

# Wide enough that nothing is wrapped for a reader that is a program.
_UNBOUNDED = 100_000
_TONES = {
    "bold": "bold",
    "dim": "dim",
    "worse": "red",
    "better": "green",
    "other": "yellow",
    "high": "bold red",
    "medium": "yellow",
    "low": "green",
}


def answer(value: Any) -> None:
    """Write one JSON value to stdout, in UTF-8 whatever the locale says."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    print(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def show(*parts: RenderableType) -> None:
    """Write to stdout; plain and unwrapped if that is not a terminal."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    print(rendered(*parts))


def rendered(*parts: RenderableType) -> str:
    """As text: coloured and as wide as the terminal, or plain and unwrapped if stdout is none."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _UNBOUNDED
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def columns(*titles: Said, wrapped: Collection[Said] = ()) -> Table:
    """A table without lines, and without a header if there are no titles.

    Where a terminal is too narrow, the columns `wrapped` become narrower and no other.
    """
    table = Table(box=None, show_header=bool(titles), padding=(0, 2, 0, 0), header_style="dim")
    for title in titles:
        table.add_column(said(title), no_wrap=title not in wrapped)
    return table


def table(told: "Told") -> Table:
    """What is told in rows and columns."""
    made = Table(box=None, show_header=bool(told.titles), padding=(0, 2, 0, 0), header_style="dim")
    for n, title in enumerate(told.titles):
        made.add_column(title, no_wrap=n not in told.wrapped)
    for row in told.rows:
        made.add_row(*(line(cell, _TONES.get(getattr(cell, "tone", ""), "")) for cell in row))
    return made


def indented(part: RenderableType, by: int = 2) -> Padding:
    """Set off from what is above it."""
    return Padding(part, (0, 0, 0, by), expand=False)


def line(text: str, style: str = "") -> Text:
    """Text in one style; safe for a terminal, whoever wrote it."""
    return Text(safe(text), style)


def moment(instant: datetime, form: Said = words.MOMENT) -> str:
    """An instant as people here say it."""
    return said(form, at=instant.astimezone())


def distance(instant: datetime) -> str:
    """How far away an instant is, in its largest unit."""
    away = instant - datetime.now(UTC)
    span = _span(abs(away))
    return said(words.IN if away > timedelta() else words.AGO, span=span)


def _span(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    if minutes < 2 * 60:
        return said(words.MINUTES, n=minutes)
    if minutes < 2 * 24 * 60:
        return said(words.HOURS, n=minutes // 60)
    return said(words.DAYS, n=minutes // (24 * 60))
