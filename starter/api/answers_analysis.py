"""The shape of an analysis in an answer; what fills it is `starter.projection.analysis`."""

from typing import Annotated

from pydantic import Field

from schemas.analysis import Mention, Share
from schemas.bounds import Instant, Key
from schemas.consulting import Opinion
from schemas.enums import Aspect, Language, PersonalData, Priority, ReasonKind, Sentiment
from starter.api.shapes import Answer

Sure = Annotated[Share, Field(ge=0, le=1, description="How sure the machine is.")]


class Mood(Answer):
    label: Sentiment
    score: Annotated[float, Field(ge=-1, le=1, description="The sign answers two classes.")]


class Why(Answer):
    """The words that an answer rests on; `because` is the policy's rule that decided."""

    aspect: Aspect
    kind: ReasonKind
    words: list[str]
    because: str | None = None


class Judged(Answer):
    """That somebody judged one thing of the case: what stood there before, and what does now."""

    aspect: Aspect
    was: bool | str | None
    now: bool | str | None
    by: str
    at: Instant
    agrees: bool


class AskedOf(Answer):
    """That an analyzer was asked; `opinion` is what a language model said, `trouble` why none."""

    number: int
    analyzer: str
    model: str
    at: Instant
    trouble: str | None
    opinion: Opinion | None


class Heard(Answer):
    """What the machine made of a case, and what people made of it. Words are masked."""

    language: Language
    category: Key
    subcategory: Key | None
    module: Key | None
    priority: Priority
    sentiment: Mood
    spam: bool
    spam_score: Sure
    themes: list[str]
    confidence: Sure
    reasons: list[Why]
    confidences: dict[Aspect, Sure]
    missing: Annotated[list[Key], Field(description="What the customer has to be asked.")]
    competitors: list[Mention]
    personal: Annotated[dict[PersonalData, int], Field(description="How often; never the data.")]
    disputed: Annotated[list[Aspect], Field(description="What a second opinion says otherwise.")]
    team: str
    model: str
    analyzer: str
    at: Instant
    unsure: Annotated[list[Aspect], Field(description="What waits for a person.")]
    aside: Annotated[bool, Field(description="Suspected spam, set aside.")]
    corrections: list[Judged]
    asked: list[AskedOf]
