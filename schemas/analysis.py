"""What an analyzer says about a text."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import Instant, Key
from schemas.consulting import Opinion
from schemas.enums import Aspect, Language, PersonalData, Priority, ReasonKind, Sentiment

Share = float
"""0 to 1."""


class Reason(BaseModel):
    """Why an answer is as it is: the words of the text that it rests on, the weightiest first.

    `because` is the name of the policy's rule that decided, where one did.
    """

    model_config = ConfigDict(frozen=True)

    aspect: Aspect
    kind: ReasonKind
    words: tuple[str, ...] = ()
    because: str | None = None


class Mention(BaseModel):
    """A competitor that is named, and the words it is named for."""

    model_config = ConfigDict(frozen=True)

    name: str
    about: str | None = None


class Analysis(BaseModel):
    """The answer of an analyzer. It holds words of the customer: never in a workflow's history."""

    model_config = ConfigDict(frozen=True)

    category: Key
    priority: Priority
    sentiment: Sentiment
    confidence: float = Field(ge=0, le=1)
    """That the category is right: of answers with 0.9, nine in ten are."""
    language: Language = Language.OTHER
    subcategory: Key | None = None
    module: Key | None = None
    score: float = Field(default=0, ge=-1, le=1)
    """The mood: -1 is as bad as it gets. Its sign is the answer of two classes."""
    spam: bool = False
    spam_score: float = Field(default=0, ge=0, le=1)
    missing: tuple[Key, ...] = ()
    """What the customer has to be asked before anybody can act: keys of the policy's questions."""
    themes: tuple[str, ...] = ()
    competitors: tuple[Mention, ...] = ()
    personal: Mapping[PersonalData, int] = {}
    """Which personal data the text holds, and how often; never the data."""
    confidences: Mapping[Aspect, float] = {}
    reasons: tuple[Reason, ...] = ()
    disputed: tuple[Aspect, ...] = ()
    """What a second opinion says otherwise."""
    model: str = "rules"
    """Which model said it: name and version."""


class Answered(BaseModel):
    """What an analyzer said of a case when, as the record keeps it: an answer, or the opinion of a
    language model; both are missing where `trouble` says why there is none."""

    model_config = ConfigDict(frozen=True)

    number: int
    analyzer: str
    model: str
    at: Instant
    answer: Analysis | None = None
    opinion: Opinion | None = None
    trouble: str | None = None
