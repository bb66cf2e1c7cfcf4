"""Which calendars there are, and which one is meant."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from rules.calendar import Calendar, calendar_of
from schemas.calendars import CalendarSpec
from schemas.errors import BadInput, Misconfigured, RecordUnavailable
from schemas.findings import Mistake
from schemas.policy_text import InvalidPolicy
from schemas.settings import Settings
from starter.cli import calendar_words as words
from starter.cli import context
from starter.cli import words as common
from starter.cli.items import why
from starter.cli.words import LOCALE, said
from store import calendars, holidays, policies
from worker.installation import Installation

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
    """The calendars of a policy file, or else of the policy in force, over the shipped.

    Raises:
        BadInput: the file cannot be read.
        InvalidPolicy: it is no text, or a calendar in it is wrong.
    """
    settings = context.settings()
    path = Path(policy) if policy else settings.policy_file
    text = _text(path) if policy else _in_force(settings)
    try:
        own = calendars.parse(text)
    except InvalidPolicy as error:
        raise InvalidPolicy(error.findings, str(path)) from None
    usual: Any = tomllib.loads(text).get("calendar", _USUAL)
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
    except Mistake as mistake:
        told = mistake.said.in_(LOCALE)
        where = f"calendars.{name}.holidays"
        raise BadInput(said(words.WRONG_AT, where=where, why=told)) from None


def file_read(path: Path) -> bytes:
    """What is in a file.

    Raises:
        BadInput: it cannot be read.
    """
    with _readable(path):
        return path.read_bytes()


def _in_force(settings: Settings) -> str:
    """What the record says; where there is none, or it is out of reach, the installation's file."""
    with suppress(RecordUnavailable, Misconfigured):
        if found := Installation(settings).policy_in_force():
            return found
    return _text(settings.policy_file) if settings.policy_file.exists() else ""


def _text(path: Path) -> str:
    with _readable(path):
        return policies.written(path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(said(common.UNREADABLE, path=path, why=why(error))) from error
