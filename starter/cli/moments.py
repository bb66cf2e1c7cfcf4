"""Moments as they are typed."""

from collections.abc import Callable
from datetime import UTC, datetime, time, tzinfo

from schemas.errors import BadInput
from starter.cli import words
from starter.cli.words import said


def to_come(flag: str, text: str, zone: Callable[[], tzinfo]) -> datetime:
    """A moment to come, in UTC. Without an offset it is one in `zone`, and a date alone its end.

    Raises:
        BadInput: it is no moment, or is past.
    """
    try:
        found = datetime.fromisoformat(text)
        if not {"T", " "} & set(text):
            found = datetime.combine(found, time(23, 59))
        found = (found if found.tzinfo else found.replace(tzinfo=zone())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(said(words.PROBLEM, field=flag, problem=said(words.NOT_A_DATE))) from None
    if found <= datetime.now(UTC):
        raise BadInput(said(words.PROBLEM, field=flag, problem=said(words.PAST_DATE)))
    return found
