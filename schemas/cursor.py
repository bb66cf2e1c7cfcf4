"""Where a page of cases ended, as a text that means nothing to whoever passes it on."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from schemas.bounds import CaseId
from schemas.pages import BadCursor

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CHECK_BYTES = 6


class Place(NamedTuple):
    """The last case of a page; the next page begins after it."""

    received_at: datetime
    case_id: CaseId


def write(place: Place, question: str) -> str:
    """A cursor for the next page of the answer to the same question."""
    number = (place.received_at - _BEGINNING) // _MICROSECOND
    told = f"{number}:{place.case_id}".encode()
    return base64.urlsafe_b64encode(_check(told, question) + told).decode().rstrip("=")


def read(cursor: str, question: str) -> Place:
    """The place that a cursor was written for.

    Raises:
        BadCursor: it was altered, or was given for another question.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        check, told = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        number, _, case_id = told.decode().partition(":")
        place = Place(_BEGINNING + int(number) * _MICROSECOND, case_id)
    except (binascii.Error, ValueError, OverflowError) as error:
        raise BadCursor from error
    if check != _check(told, question) or write(place, question) != cursor:
        raise BadCursor
    return place


def _check(told: bytes, question: str) -> bytes:
    return sha256(told + b"\n" + question.encode(errors="replace")).digest()[:_CHECK_BYTES]
