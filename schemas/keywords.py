"""The words by which the built-in analysis tells categories, priorities and moods apart."""

from pydantic import Field

from schemas.bounds import Key
from schemas.enums import Priority, Sentiment
from schemas.part import Label, Part, Word


class Hint(Part):
    """Words that speak for a category, a priority or a sentiment, in any case."""

    means: Key
    words: tuple[Word, ...]


class PriorityHint(Hint):
    means: Priority


class SentimentHint(Hint):
    means: Sentiment


class Analysis(Part):
    """Keyword rules for the built-in analysis."""

    triage_below: float = Field(ge=0, le=1)
    """Below this confidence a person decides: the case waits in triage."""
    set_aside_above: float = Field(default=0.95, ge=0, le=1)
    """Spam that is at least so certain is set aside, where a person can bring it back."""
    modules: dict[Key, Label] = Field(default_factory=dict)
    """The parts of the product."""
    fallback_category: Key
    fallback_priority: Priority
    categories: tuple[Hint, ...]
    priorities: tuple[PriorityHint, ...]
    sentiments: tuple[SentimentHint, ...]
