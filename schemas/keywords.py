"""The words by which the built-in analysis tells categories, priorities and moods apart."""

from pydantic import Field

from schemas.bounds import Key
from schemas.consulting import Second
from schemas.enums import Priority, Sentiment
from schemas.listening import Competitor, Question, Rule, Topic
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
    """What the built-in analysis goes by. The model knows the usual categories, priorities and
    moods; the words of `categories`, `priorities` and `sentiments` decide where it does not."""

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
    subcategories: tuple[Hint, ...] = ()
    rules: tuple[Rule, ...] = ()
    """They win over the model. Of several that hold, the highest priority counts, and the first
    that names a category, a sub-category or a module."""
    spam_above: float = Field(default=0.5, ge=0, le=1)
    """From which score on an item is spam."""
    set_aside_above: float = Field(default=0.95, ge=0, le=1)
    """From which score on spam is set aside, where a person can bring it back. What is less certain
    waits for a person."""
    modules: dict[Key, Topic] = Field(default_factory=dict)
    themes: dict[Key, Topic] = Field(default_factory=dict)
    """Besides the general ones; one of the same name takes the place of a general one."""
    competitors: tuple[Competitor, ...] = ()
    questions: dict[Key, Question] = Field(default_factory=dict)
    unclear_below: int = Field(default=12, ge=0)
    """What is shorter than so many characters (letters count a third) and names no theme may be
    unclear, and only then something is asked for."""
    second: Second | None = None
    """A second opinion, of a language model; none: no text leaves the installation."""
