"""Case ids and durations, as people write them."""

import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.bounds import CaseId
from schemas.durations import Duration
from schemas.ids import ENTROPY_BYTES, case_id, parse_case_id, workflow_id
from tests.stories import CASE

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ENTROPY = st.binary(min_size=ENTROPY_BYTES, max_size=ENTROPY_BYTES)
IDS = ENTROPY.map(case_id)
HEARD_AS = {"0": "0Oo", "1": "1IiLl"}


# ── Ids ──────────────────────────────────────────────────────────────────────────────────────────


@given(IDS)
def test_an_id_is_valid_and_reads_as_itself(written: str) -> None:
    assert parse_case_id(written) == written
    assert TypeAdapter(CaseId).validate_python(written) == written
    assert workflow_id(written) == f"feedback-{written}"


@given(IDS, st.data())
def test_an_id_is_understood_however_it_is_read_aloud(written: str, data: st.DataObject) -> None:
    heard = ""
    for letter in written.replace("-", ""):
        alike = HEARD_AS.get(letter, letter + letter.lower())
        between = data.draw(st.sampled_from(("", "", " ", "-", "\t")))
        heard += between + data.draw(st.sampled_from(alike))

    assert parse_case_id(heard) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7KQ2M",
        "7KQ2M-9XD3",
        "7KQ2M-9XD3HH",
        "7KQ2M-9XD3U",
        "7KQ2M_9XD3H",
        "７KQ2M-9XD3H",
        "7KQ2M-9XD3!",
    ],
)
def test_what_is_no_id_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="7KQ2M-9XD3H"):
        parse_case_id(text)


@given(st.text())
def test_whatever_is_read_is_an_id_or_refused(text: str) -> None:
    try:
        read = parse_case_id(text)
    except ValueError:
        return
    assert TypeAdapter(CaseId).validate_python(read) == read


def test_every_letter_is_equally_likely_at_every_place() -> None:
    """Each 5 bits of randomness are one letter, and each of their values another one."""
    for place in range(10):
        numbers = (value << 5 * place for value in range(32))
        written = [case_id(n.to_bytes(ENTROPY_BYTES, "big")).replace("-", "") for n in numbers]
        assert {each[place] for each in written} == set(LETTERS)
        assert all(each[:place] + each[place + 1 :] == "0" * 9 for each in written)


@given(ENTROPY, ENTROPY)
def test_other_randomness_is_another_id(one: bytes, other: bytes) -> None:
    used = [int.from_bytes(each, "big") % 2**50 for each in (one, other)]

    assert (case_id(one) == case_id(other)) == (used[0] == used[1])


def test_no_letter_looks_or_sounds_like_another() -> None:
    assert len(LETTERS) == 32
    assert not set("ILOU") & set(LETTERS)
    assert set(CASE) - {"-"} <= set(LETTERS) <= set(string.digits + string.ascii_uppercase)


# ── Durations ────────────────────────────────────────────────────────────────────────────────────

DURATION = TypeAdapter(Duration)
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@given(st.integers(0, 3650), st.sampled_from(sorted(UNITS)), st.sampled_from(("", "s")))
def test_a_duration_is_read(number: int, unit: str, plural: str) -> None:
    found = DURATION.validate_python(f"{number} {unit}{plural}")

    assert found == timedelta(seconds=number * UNITS[unit])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90 minutes", timedelta(minutes=90)),
        ("1.5 hours", timedelta(minutes=90)),
        (" 1 day ", timedelta(hours=24)),
    ],
)
def test_durations_as_policies_write_them(text: str, expected: timedelta) -> None:
    assert DURATION.validate_python(text) == expected
    assert DURATION.validate_python(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "hours",
        "24hours",
        "-1 day",
        "1 week",
        "1 fortnight",
        "P1D",
        "1 day 2 hours",
        "1,5 hours",
        "24 Hours",
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="is no length of time"):
        DURATION.validate_python(text)


@pytest.mark.parametrize("number", [24, 1.5, -1])
def test_a_number_without_a_unit_is_refused(number: float) -> None:
    with pytest.raises(ValidationError):
        DURATION.validate_python(number)


@pytest.mark.parametrize("text", ["3651 days", "99999999999999 days", f"1{'0' * 400} days"])
def test_a_duration_beyond_all_measure_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DURATION.validate_python(text)
