"""A text that people have labelled, as training and measuring take it."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from analysis.plain import plain
from schemas.enums import Priority, Sentiment

CATEGORIES = (
    "malfunction",
    "product_suggestion",
    "service_complaint",
    "usage_question",
    "other",
)
_SHORT_MOODS = {"pos": "positive", "neu": "neutral", "neg": "negative"}


class Example(NamedTuple):
    """A text and what is known of it: None is unknown. `source` names the set it comes from."""

    text: str
    source: str
    language: str = ""
    category: str | None = None
    subcategory: str | None = None
    module: str | None = None
    priority: str | None = None
    sentiment: str | None = None
    spam: bool | None = None

    @property
    def plain(self) -> str:
        """The text as the model reads it."""
        return plain(self.text)

    @property
    def key(self) -> str:
        """The same for texts that differ in punctuation only."""
        return key_of(self.text)


def key_of(text: str) -> str:
    """A short hash of a text's letters, by which labels name it: it must never change."""
    letters = filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold())
    return sha256("".join(letters).encode()).hexdigest()[:16]


def example(row: Mapping[str, object], source: str) -> Example:
    """A row of a labelled file; what it does not say is unknown.

    Raises KeyError without a text and ValueError for a label that is none.
    """
    given = {name: row.get(name) or None for name in ("subcategory", "module")}
    return Example(
        str(row["text"]),
        source,
        language=str(row.get("language") or ""),
        category=_one_of(row.get("category"), CATEGORIES),
        priority=_one_of(row.get("priority"), tuple(Priority)),
        sentiment=_one_of(_mood(row.get("sentiment")), tuple(Sentiment)),
        spam=_truth(row.get("spam")),
        **{name: str(value) for name, value in given.items() if value},
    )


def unlike(examples: Iterable[Example], others: Iterable[Example]) -> Iterator[Example]:
    """The examples that do not read as any of the others does."""
    taken = {each.key for each in others}
    return (each for each in examples if each.key not in taken)


def _mood(value: object) -> object:
    return _SHORT_MOODS.get(str(value), value)


def _one_of(value: object, allowed: tuple[str, ...]) -> str | None:
    if value in (None, ""):
        return None
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
    return str(value)


def _truth(value: object) -> bool | None:
    if value in (None, ""):
        return None
    return str(value).lower() in ("true", "1", "spam", "yes")
