"""Which cases are meant, in words that people write: `stage:planning priority:high`."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from schemas.bounds import Instant
from schemas.enums import Outcome, Priority, Sentiment, Stage
from schemas.findings import Mistake
from schemas.ids import parse_case_id

ALL = "all"
TIMES = (
    *("received_after", "received_before", "due_after", "due_before"),
    *("closed_after", "closed_before"),
)
"""Their values are instants in ISO 8601; the first of each two is within, the second is not."""
KEYS = (
    *("stage", "outcome", "priority", "team", "category", "channel", "owner", "breached"),
    *("spam", "sentiment", "module", "policy", "id", *TIMES),
)
_FEW: Mapping[str, tuple[str, ...]] = {
    "stage": tuple(Stage),
    "outcome": tuple(Outcome),
    "priority": tuple(Priority),
    "breached": ("true", "false"),
    "spam": ("yes", "no"),
    "sentiment": tuple(Sentiment),
}
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


class CaseFilter(NamedTuple):
    """Conditions that must all hold, each a key and what it must be; none: every case."""

    wanted: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join(f"{key}:{value}" for key, value in self.wanted) or ALL


def parse(text: str) -> CaseFilter:
    """The filter that these words are.

    Raises:
        Mistake: a word is none; the text names what there is.
    """
    words = text.split()
    if not words:
        raise Mistake("没有写哪些工单；全部写成 all", "no cases are named; for all write all")
    return CaseFilter(tuple(_condition(word) for word in words if word != ALL))


def of(given: Mapping[str, str | None]) -> CaseFilter:
    """The filter of these keys and values; a key whose value is none is no condition.

    Raises:
        Mistake: a key or a value cannot be.
    """
    return CaseFilter(tuple(_checked(k, value) for k, value in given.items() if value is not None))


def instant(value: str) -> datetime:
    """The instant that a value of one of `TIMES` is.

    Raises:
        Mistake: it is none.
    """
    try:
        return _INSTANT.validate_python(value)
    except ValidationError:
        raise Mistake(
            f"{value} 不是带时区的时刻；例如 2026-11-22T08:00:00Z",
            f"{value} is no instant with its zone; one looks like 2026-11-22T08:00:00Z",
        ) from None


def _condition(word: str) -> tuple[str, str]:
    key, _, value = word.partition(":")
    if key not in KEYS or not value:
        known = " ".join(f"{each}:…" for each in KEYS)
        raise Mistake(
            f"不明白 {word}；可以写 all 或 {known}",
            f"{word} is not understood; write all, or some of {known}",
        )
    return _checked(key, value)


def _checked(key: str, value: str) -> tuple[str, str]:
    if (few := _FEW.get(key)) and value not in few:
        listed = ", ".join(few)
        raise Mistake(
            f"{key} 没有 {value}，必须是下列之一：{listed}",
            f"there is no {key} {value}; it must be one of: {listed}",
        )
    if not value.isprintable():
        raise Mistake(f"{key} 不能含有控制字符", f"{key} must not contain control characters")
    if key in TIMES:
        return key, instant(value).isoformat()
    return key, _id(value) if key == "id" else value


def _id(text: str) -> str:
    try:
        return parse_case_id(text)
    except ValueError as error:
        raise Mistake(f"{text} 不是工单编号；编号形如 7KQ2M-9XD3H", str(error)) from None
