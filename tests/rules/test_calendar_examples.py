"""The examples of the pages on calendars, which were worked out by hand."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from rules.calendar import calendar_of
from schemas.durations import parse_length
from store import calendars, holidays

DOCS = Path(__file__).parents[2] / "docs"
PAGE, CHINESE = DOCS / "calendars.md", DOCS / "zh" / "calendars.md"
ROW = re.compile(
    r"^\| `([a-z0-9-]+)` \| `([^`]+)` \| `([^`]+)` \| ([^|]*) \| `([^`]+)` \|", re.MULTILINE
)


class Example(NamedTuple):
    calendar: str
    start: str
    length: str
    pauses: tuple[str, ...]
    due: str


def examples(page: Path) -> list[Example]:
    found = ROW.findall(page.read_text(encoding="utf-8"))
    return [
        Example(calendar, start, length, tuple(re.findall("`(.+?)`", pauses)), due)
        for calendar, start, length, pauses, due in found
    ]


@pytest.mark.parametrize("example", examples(PAGE), ids=lambda each: " ".join(each[:3]))
def test_what_was_worked_out_by_hand_is_right(example: Example) -> None:
    calendar = calendar_of(holidays.resolve(calendars.shipped()[example.calendar]))
    pauses = []
    for pause in example.pauses:
        begin, end = map(datetime.fromisoformat, pause.split("/"))
        pauses.append((begin, end))
    start, due = map(datetime.fromisoformat, (example.start, example.due))

    found = calendar.due(start, parse_length(example.length), pauses)

    assert found == due
    assert found.tzinfo is UTC
    # What a reader sees there is the clock of the calendar, unless it is always open.
    assert (
        due.utcoffset() == due.astimezone(calendar.zone).utcoffset() or calendar.zone.key == "UTC"
    )


def test_both_languages_have_the_same_examples() -> None:
    assert examples(PAGE) == examples(CHINESE)
    assert len(examples(PAGE)) > 50
