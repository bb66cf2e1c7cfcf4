"""What of a text can be read by itself: no particles, no bare function words, no numbers."""

import re

from analysis.features import Span

_PARTICLES = "的了是就也都我你他她它们这那吗呢吧啊呀嘛而且但"
_BEFORE = frozenset(_PARTICLES)
"""Says nothing at the beginning of a piece."""
_AFTER = frozenset(_PARTICLES + "太很不没又再才却把被在给跟和个着还说有")
"""Says nothing at the end of one."""
_WHOLE = ("不了", "没了", "不见了")
_NUMBER = re.compile("[0-9]")
_WORD = re.compile("[a-z]+(?:'[a-z]+)?")
_BARE = re.compile(
    r"(?:a|about|all|also|am|an|and|any|are|as|at|be|because|been|being|but|by|can|could|d|"
    r"did|do|does|even|for|from|get|got|had|has|have|he|her|here|him|his|i|i'm|i've|if|in|"
    r"into|is|it|it's|its|just|like|ll|m|me|more|most|much|my|no|not|now|of|on|one|only|"
    r"or|other|our|out|over|re|s|she|so|some|t|than|that|that's|the|their|them|then|there|"
    r"these|they|this|those|to|too|up|us|ve|very|was|we|were|what|when|which|who|will|"
    r"with|would|you|your)"
)


def readable(text: str, start: int, end: int) -> Span | None:
    """The readable part of a piece of a plain text; None if there is none.

    Numbers are never one: they may be somebody's.
    """
    while start < end and text[start] in _BEFORE:
        start += 1
    while start < end and text[end - 1] in _AFTER and not text.endswith(_WHOLE, start, end):
        end -= 1
    found = text[start:end].strip()
    if len(found) < 2 or _NUMBER.search(found) or not any(map(str.isalpha, found)):
        return None
    words = _WORD.findall(found)
    is_bare = found.isascii() and all(map(_BARE.fullmatch, words))
    return None if is_bare else (start, end)
