"""The words of a policy that speak for a category, a priority or a mood."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from analysis.negation import denied
from analysis.plain import folded
from schemas.keywords import Hint

Hits = Mapping[str, tuple[str, ...]]
"""The words that were found, by what they speak for."""


def hits(text: str, hints: Iterable[Hint]) -> Hits:
    """In a plain text; anywhere in it, also inside longer words."""
    found: dict[str, tuple[str, ...]] = {}
    for hint in hints:
        hit = tuple(word for bare, word in _bare(hint.words) if bare in text)
        found[hint.means] = found.get(hint.means, ()) + hit
    return found


@lru_cache(maxsize=256)
def _bare(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Words as the ear hears them, and as they are written; written twice, found once."""
    alike = {folded(word): word for word in reversed(words)}
    return tuple(reversed(alike.items()))


def said(text: str, hints: Iterable[Hint]) -> Hits:
    """Without the words that the text denies wherever they stand."""
    return {
        means: tuple(word for word in words if _said(text, folded(word)))
        for means, words in hits(text, hints).items()
    }


def most(found: Hits) -> tuple[str, tuple[str, ...]] | None:
    """What most words speak for; the first of several, and none if there is no word."""
    best = max(found, key=lambda means: len(found[means]), default=None)
    return (best, found[best]) if best is not None and found[best] else None


def first(found: Hits) -> tuple[str, tuple[str, ...]] | None:
    """The first that any word speaks for."""
    return next(((means, words) for means, words in found.items() if words), None)


def _said(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if not denied(text, at, at + len(word)):
            return True
        at = text.find(word, at + 1)
    return False
