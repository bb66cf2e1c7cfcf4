"""The words by which the built-in analysis tells categories, priorities and moods apart."""

from pydantic import Field

from schemas.bounds import Key
from schemas.enums import Priority, Sentiment
from schemas.part import Part, Word


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
    similar_above: float = Field(default=0.6, ge=0, le=1)
    """From which likeness on a case is shown as similar."""
    link_above: float = Field(default=0.92, ge=0, le=1)
    """From which likeness on a new case is linked by itself with an open one; 1: only if both say
    the same letter by letter."""
    fallback_category: Key
    fallback_priority: Priority
    categories: tuple[Hint, ...]
    priorities: tuple[PriorityHint, ...]
    sentiments: tuple[SentimentHint, ...]
