"""Instants as whole microseconds since 1970 UTC: exact to compare, to add and to search."""

from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
_ORDINAL = date(1970, 1, 1).toordinal()


def micros(at: datetime) -> int:
    """The number of an instant, given in any zone."""
    since = at - EPOCH
    return (since.days * 86400 + since.seconds) * SECOND + since.microseconds


def instant(number: int) -> datetime:
    """The instant of a number, in UTC."""
    return EPOCH + timedelta(microseconds=number)


def span(number: int) -> timedelta:
    return timedelta(microseconds=number)


def midnight(day: date) -> int:
    """The number that a clock in UTC has when this date begins; for wall clocks, see offsets."""
    return (day.toordinal() - _ORDINAL) * DAY
