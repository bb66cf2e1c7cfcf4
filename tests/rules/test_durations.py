"""Lengths of time in the words of a policy."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.durations import (
    BusinessDays,
    BusinessTime,
    ByTime,
    Elapsed,
    Length,
    Target,
    Until,
    parse_length,
    written,
)
from tests.stories import hours, minutes

TARGET: TypeAdapter[Length] = TypeAdapter(Target)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("24 hours", Elapsed(hours(24))),
        ("7 days", Elapsed(timedelta(days=7))),
        ("90 seconds", Elapsed(timedelta(seconds=90))),
        ("4 business hours", BusinessTime(hours(4))),
        ("1 business hour", BusinessTime(hours(1))),
        ("1.5 business hours", BusinessTime(minutes(90))),
        ("90 business minutes", BusinessTime(minutes(90))),
        ("3 business days", BusinessDays(3, Until.SAME_TIME)),
        ("3 business days until same-time", BusinessDays(3, Until.SAME_TIME)),
        ("1 business day until end-of-day", BusinessDays(1, Until.END_OF_DAY)),
        ("by 16:00 next working day", ByTime(1, time(16))),
        ("by 09:30 on working day 2", ByTime(2, time(9, 30))),
    ],
)
def test_each_form_is_read_as_its_kind(text: str, length: Length) -> None:
    assert parse_length(text) == length
    assert parse_length(written(length)) == length


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("soon", "no length of time: write"),
        ("4 business weeks", "no length of time: write"),
        ("-1 hours", "no length of time: write"),
        ("٤ hours", "no length of time: write"),
        ("1.5 business days", "no length of time: write"),
        ("4 hours until end-of-day", "no length of time: write"),
        ("by 25:00 next working day", "no length of time: write"),
        ("0 business minutes", "more than 0"),
        ("0 business days", "from 1 to 3650"),
        ("by 16:00 on working day 0", "from 1 to 3650"),
        ("9999 business days", "from 1 to 3650"),
        ("100000 business hours", "longer than 3650 days"),
        ("3 business days until lunch", "same-time.*end-of-day"),
    ],
)
def test_what_is_no_length_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_length(text)


lengths = st.one_of(
    st.timedeltas(timedelta(), timedelta(days=3650)).map(Elapsed),
    st.timedeltas(timedelta(microseconds=1), timedelta(days=3650)).map(BusinessTime),
    st.builds(BusinessDays, st.integers(1, 3650), st.sampled_from(Until)),
    st.builds(
        ByTime, st.integers(1, 3650), st.builds(time, st.integers(0, 23), st.integers(0, 59))
    ),
)


@given(lengths)
def test_what_is_written_is_read_back(length: Length) -> None:
    assert parse_length(written(length)) == length
    assert TARGET.validate_json(TARGET.dump_json(length)) == length


def test_a_field_takes_spans_and_lengths_as_they_are() -> None:
    assert TARGET.validate_python(hours(2)) == Elapsed(hours(2))
    assert TARGET.validate_python(BusinessDays(2)) == BusinessDays(2)
    assert TARGET.dump_python(BusinessDays(2)) == "2 business days"
    with pytest.raises(ValidationError, match="no length of time: write"):
        TARGET.validate_python(7)
