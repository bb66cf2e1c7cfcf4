"""How a text sounds: which of its words praise, which blame, and which come last."""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from analysis.negation import denied

NAMES = (
    "praise",
    "blame",
    "balance",
    "density",
    "praised_more",
    "blamed_more",
    "first_word",
    "last_word",
    "last_words",
)
_LISTS = {"praise": 1, "blame": -1, "neither": 0}
_UNIT = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]|[a-z0-9\u00df-\u024f]+(?:['-][a-z]+)*")
_LONGEST = 6
"""Characters of a Chinese word, and more words than an English saying has."""
_MANY, _LAST = 3, 3
_CLAUSE = 10
"""Characters, about: in a longer text one word weighs less."""


def tones(text: str) -> tuple[float, ...]:
    """How strongly each of `NAMES` shows in a plain text, from -1 to 1: blame is negative."""
    heard = list(_heard(text))
    praise, blame = heard.count(1), heard.count(-1)
    more = praise - blame
    return (
        math.tanh(praise / _MANY),
        math.tanh(blame / _MANY),
        more / (praise + blame + 1),
        math.tanh(more / math.sqrt(len(text) / _CLAUSE + 1)),
        float(more > 0),
        float(more < 0),
        heard[0] if heard else 0.0,
        heard[-1] if heard else 0.0,
        math.tanh(sum(heard[-_LAST:])),
    )


def _heard(text: str) -> Iterator[int]:
    """1 for each word of praise, -1 for each of blame, in their order. What is denied counts the
    other way, and of words within words the longest counts."""
    known, ends, after = _known(), [each.span() for each in _UNIT.finditer(text)], 0
    for at, (start, end) in enumerate(ends):
        if start < after or text[start:end] not in known.beginnings:
            continue
        for _, stop in reversed(ends[at : at + _LONGEST]):
            if (tone := known.tones.get(text[start:stop])) is not None:
                after = stop
                if tone:
                    yield -tone if denied(text, start, stop) else tone
                break


class _Known(NamedTuple):
    """Each word, 1 for praise, -1 for blame, 0 for neither; and what words begin with."""

    tones: Mapping[str, int]
    beginnings: frozenset[str]


@cache
def _known() -> _Known:
    lists = tomllib.loads((files("analysis") / "words" / "tones.toml").read_text(encoding="utf-8"))
    each = {
        word: tone
        for name, tone in _LISTS.items()
        for words in lists[name].values()
        for word in words
    }
    units = (_UNIT.match(word) for word in each)
    return _Known(each, frozenset(unit[0] for unit in units if unit))
