"""What a model learns from people, and what becomes of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from schemas.enums import Priority, Sentiment


class Lesson(NamedTuple):
    """A text that a customer wrote, and what people judged of it; None is unknown."""

    text: str
    category: str | None = None
    subcategory: str | None = None
    module: str | None = None
    priority: Priority | None = None
    sentiment: Sentiment | None = None
    spam: bool | None = None


class Trained(NamedTuple):
    """A model that was trained. It is taken only if it is not worse than the present one on the
    fixed evaluation set; `changes` are figures by name, before and after."""

    content: bytes
    card: Mapping[str, Any]
    is_worse: bool
    changes: Mapping[str, tuple[float, float]]


class Learnt(StrEnum):
    """How a try to learn from people ended."""

    TAKEN = "taken"
    WORSE = "worse"
    NOTHING_NEW = "nothing_new"
    NO_TRAINER = "no_trainer"
    """The packages that training needs are not installed."""
