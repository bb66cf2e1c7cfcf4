"""Moments as they are typed."""

from collections.abc import Callable
from datetime import UTC, datetime, time, tzinfo

from schemas.errors import BadInput
from starter.cli import words
from starter.cli.words import said


def begun(flag: str, text: str, zone: Callable[[], tzinfo]) -> datetime:
    """A moment, in UTC. Without an offset it is one in `zone`, and a date alone its beginning.

    Raises:
        BadInput: it is no moment.
    """
    return _read(flag, text, zone, time(0))


def to_come(flag: str, text: str, zone: Callable[[], tzinfo]) -> datetime:
    """A moment to come, in UTC. Without an offset it is one in `zone`, and a date alone its end.

    Raises:
        BadInput: it is no moment, or is past.
    """
    found = _read(flag, text, zone, time(23, 59))
    if found <= datetime.now(UTC):
        raise BadInput(said(words.PROBLEM, field=flag, problem=said(words.PAST_DATE)))
    return found


def _read(flag: str, text: str, zone: Callable[[], tzinfo], alone: time) -> datetime:
    """A moment, in UTC; `alone` is the time of a date that has none."""
    try:
        found = datetime.fromisoformat(text)
        if not {"T", " "} & set(text):
            found = datetime.combine(found, alone)
        return (found if found.tzinfo else found.replace(tzinfo=zone())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(said(words.PROBLEM, field=flag, problem=said(words.NOT_A_DATE))) from None
