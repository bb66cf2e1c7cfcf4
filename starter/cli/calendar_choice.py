"""Which calendars there are, and which one is meant."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from rules.calendar import Calendar, calendar_of
from schemas.calendars import CalendarSpec
from schemas.errors import BadInput
from starter.cli import calendar_words as words
from starter.cli import context
from starter.cli.words import said
from store import calendars, holidays

_USUAL = "cn"


class Known(NamedTuple):
    """All calendars by name, which of them are the policy's own, and the one that is meant."""

    specs: Mapping[str, CalendarSpec]
    own: frozenset[str]
    usual: str


class Chosen(NamedTuple):
    name: str
    calendar: Calendar


def known(policy: str | None) -> Known:
    """The calendars of a policy file, or of the installation's if it has one, over the shipped.

    Raises:
        BadInput: the file cannot be read, or a calendar in it is wrong.
    """
    path = Path(policy) if policy else context.settings().policy_file
    text = _text(path) if policy or path.exists() else ""
    try:
        own = calendars.parse(text)
        usual: Any = tomllib.loads(text).get("calendar", _USUAL)
    except ValidationError as error:
        raise BadInput(said(words.BAD_CALENDARS, path=path, why=_problem(error))) from None
    except ValueError as error:
        raise BadInput(said(words.BAD_CALENDARS, path=path, why=error)) from None
    return Known(calendars.shipped() | own, frozenset(own), str(usual))


def chosen(name: str | None, policy: str | None) -> Chosen:
    """The calendar of a name, with its public holidays.

    Raises:
        BadInput: there is no such calendar, or not the holidays that it asks for.
    """
    there = known(policy)
    name = name or there.usual
    if name not in there.specs:
        names = ", ".join(sorted(there.specs))
        raise BadInput(said(words.NO_CALENDAR, name=name, known=names))
    try:
        return Chosen(name, calendar_of(holidays.resolve(there.specs[name])))
    except ValueError as error:
        raise BadInput(f"calendars.{name}.holidays: {error}") from error


def file_read(path: Path) -> bytes:
    """What is in a file.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(said(words.UNREADABLE, path=path, why=error.strerror)) from error


def _text(path: Path) -> str:
    try:
        return file_read(path).decode()
    except UnicodeDecodeError as error:
        raise BadInput(said(words.UNREADABLE, path=path, why=error.reason)) from error


def _problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(["calendars", *(str(part) for part in problem["loc"])])
    return f"{where}: {problem['msg'].removeprefix('Value error, ')}"
