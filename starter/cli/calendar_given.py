"""What the commands about calendars are given, checked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

from pydantic import TypeAdapter

from rules.openings import OutOfReach
from schemas.bounds import Instant
from schemas.durations import BusinessDays, Length, Until, parse_length
from schemas.errors import BadInput
from starter.cli import calendar_words as words
from starter.cli.words import said

_FIRST, _LAST = 1970, 2199
_MOST_YEARS = 20
_INSTANT = TypeAdapter(Instant)


def month(text: str) -> date:
    """The first day of a month."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text, re.ASCII)
    if not found or not _FIRST <= int(found[1]) <= _LAST:
        raise BadInput(said(words.NOT_A_MONTH, first=_FIRST, last=_LAST))
    return date(int(found[1]), int(found[2]), 1)


def instant(text: str, name: str) -> datetime:
    """A moment in UTC, from ISO 8601 with an offset."""
    try:
        return _INSTANT.validate_python(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        told = said(words.NOT_AN_INSTANT, name=name, first=_FIRST, last=_LAST)
        raise BadInput(told) from None


def length(text: str, until: str | None) -> Length:
    """A length of time as a policy writes it; `until` goes before what it says itself."""
    try:
        found = parse_length(text)
    except ValueError:
        raise BadInput(said(words.NOT_A_LENGTH)) from None
    if until is None:
        return found
    if until not in set(Until):
        raise BadInput(said(words.NOT_AN_UNTIL))
    if not isinstance(found, BusinessDays):
        raise BadInput(said(words.UNTIL_OF_DAYS))
    return replace(found, until=Until(until))


def pause(text: str) -> tuple[datetime, datetime]:
    """From and to, in UTC."""
    parts = text.split("/")
    if len(parts) != 2:
        raise BadInput(said(words.NOT_A_PAUSE))
    begin, end = (instant(part, "--pause") for part in parts)
    if end < begin:
        raise BadInput(said(words.NOT_A_PAUSE))
    return begin, end


def years(text: str | None) -> range:
    """One year or several; this one and the next if none are named."""
    if text is None:
        this = datetime.now(UTC).year
        return range(this, this + 2)
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text, re.ASCII)
    chosen = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    if not (0 < len(chosen) <= _MOST_YEARS and chosen[0] >= _FIRST and chosen[-1] <= _LAST):
        raise BadInput(said(words.NOT_YEARS, first=_FIRST, last=_LAST, most=_MOST_YEARS))
    return chosen


@contextmanager
def in_reach() -> Iterator[None]:
    """Says in the chosen language that a target never falls due."""
    try:
        yield
    except OutOfReach:
        raise BadInput(said(words.FAR_AWAY)) from None


@contextmanager
def in_ics(path: str) -> Iterator[None]:
    """Says in the chosen language that a file is no calendar."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # The parser's own errors are of many kinds; what they quote is a stranger's file.
        raise BadInput(said(words.NOT_ICS, path=path)) from error
