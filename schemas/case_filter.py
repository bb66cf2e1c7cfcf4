"""Which cases are meant, in words that people write: `stage:planning priority:high`."""

from collections.abc import Mapping
from typing import NamedTuple

from schemas.enums import Priority, Stage
from schemas.findings import Mistake
from schemas.ids import parse_case_id

ALL = "all"
KEYS = ("stage", "priority", "team", "category", "channel", "policy", "id")
_FEW: Mapping[str, type[Stage] | type[Priority]] = {"stage": Stage, "priority": Priority}


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


def _condition(word: str) -> tuple[str, str]:
    key, _, value = word.partition(":")
    if key not in KEYS or not value:
        known = " ".join(f"{each}:…" for each in KEYS)
        raise Mistake(
            f"不明白 {word}；可以写 all 或 {known}",
            f"{word} is not understood; write all, or some of {known}",
        )
    if (few := _FEW.get(key)) and value not in set(few):
        listed = ", ".join(few)
        raise Mistake(
            f"{key} 没有 {value}，必须是下列之一：{listed}",
            f"there is no {key} {value}; it must be one of: {listed}",
        )
    return key, _id(value) if key == "id" else value


def _id(text: str) -> str:
    try:
        return parse_case_id(text)
    except ValueError as error:
        raise Mistake(f"{text} 不是工单编号；编号形如 7KQ2M-9XD3H", str(error)) from None
