"""Moments as they are typed."""

from datetime import UTC, datetime, time

from schemas.errors import BadInput
from starter.cli import words
from starter.cli.words import said


def to_come(flag: str, text: str) -> datetime:
    """A moment to come, in UTC; a date alone is its end, where this machine is.

    Raises:
        BadInput: it is no moment, or is past.
    """
    try:
        found = datetime.fromisoformat(text)
        if not {"T", " "} & set(text):
            found = datetime.combine(found, time(23, 59))
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(said(words.PROBLEM, field=flag, problem=said(words.NOT_A_DATE))) from None
    if found <= datetime.now(UTC):
        raise BadInput(said(words.PROBLEM, field=flag, problem=said(words.PAST_DATE)))
    return found
