"""How text becomes words that can be searched for, in Chinese and in English.

Chinese has no blanks, so every character is a unit of its own; of other writing, every word is,
without its grammatical ending. What is written in full, raised or large characters counts as the
ordinary ones. The same text always gives the same units: both databases search them alike.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from zlib import crc32

MOST = 150_000
"""Characters of words that are kept of one case; what came first is kept."""

_LONGEST = 64
_CHARACTER = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
_UNIT = re.compile(rf"[{_CHARACTER}]|[^\W_{_CHARACTER}]+")
_IS_CHARACTER = re.compile(f"[{_CHARACTER}]")
_ENGLISH = re.compile("[a-z]{4,}")
_VOWEL = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"(b|d|g|m|n|p|r|t)\1$")


def units(text: str) -> list[str]:
    """The units of a text in their order."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return [_stem(found[:_LONGEST]) for found in _UNIT.findall(plain)]


def placed(text: str) -> list[tuple[str, int, int]]:
    """The units of a text, each with where it begins and ends in the text as it is."""
    found = []
    for piece in _UNIT.finditer(text):
        found += [(unit, *piece.span()) for unit in units(piece[0])]
    return found


def written(texts: Iterable[str]) -> str:
    """Texts as they are kept: their units between blanks, each text on a line of its own."""
    return "\n".join(f" {' '.join(found)} " for text in texts if (found := units(text)))


def tokens(words: str) -> list[int]:
    """What an index holds of kept texts, sorted: every unit, and every two characters that follow
    each other. They are hashes of 32 bits, so that an index never holds anybody's words; that two
    of them may be equal by chance only makes an index find too much."""
    found = set[str]()
    for line in words.split("\n"):
        found.update(_looked_up(line.split(), alone=True))
    return sorted({_hash(each) for each in found})


def required(sought: Sequence[str]) -> list[int]:
    """The tokens that every text has in which these units follow each other."""
    return sorted({_hash(each) for each in _looked_up(sought, alone=False)})


def _looked_up(sought: Sequence[str], *, alone: bool) -> set[str]:
    paired, found = set[int](), set[str]()
    for place, (one, other) in enumerate(pairwise(sought)):
        if _IS_CHARACTER.match(one) and _IS_CHARACTER.match(other):
            found.add(one + other)
            paired |= {place, place + 1}
    return found | {unit for place, unit in enumerate(sought) if alone or place not in paired}


def _hash(text: str) -> int:
    number = crc32(text.encode())
    return number - (1 << 32) if number >> 31 else number


def _stem(word: str) -> str:
    """An English word without its ending: crash, crashes, crashed and crashing are one."""
    if not _ENGLISH.fullmatch(word):
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and _VOWEL.search(rest):
            word = _DOUBLED.sub(r"\1", rest)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
