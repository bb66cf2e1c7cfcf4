"""What people search for: words, "words in this order", and -words that must not occur."""

import re
from typing import NamedTuple

from schemas.search_words import units

LONGEST = 500
"""Characters of a question; what follows them is not looked at."""
_MOST_TERMS = 20
_QUOTE = '["\u201c\u201d]'
_TERM = re.compile(
    r"(?P<without>[-\uff0d](?=\S))?"
    rf'(?:{_QUOTE}(?P<quoted>[^"\u201c\u201d]*){_QUOTE}?|(?P<plain>[^\s"\u201c\u201d]+))'
)


class Question(NamedTuple):
    """Every one of `wanted` occurs, and none of `unwanted`; each is units in their order."""

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def parse(text: str) -> Question:
    """The question that a text is. There is no wrong one: signs that mean nothing are passed over,
    and a quotation that does not end, ends with the text. Without any word it asks for nothing."""
    found: tuple[list[tuple[str, ...]], list[tuple[str, ...]]] = ([], [])
    for term in _TERM.finditer(text[:LONGEST]):
        sought = tuple(units(term["quoted"] or term["plain"] or ""))
        side = found[term["without"] is not None]
        if sought and sought not in side and len(found[0]) + len(found[1]) < _MOST_TERMS:
            side.append(sought)
    return Question(*map(tuple, found))
