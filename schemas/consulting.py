"""A second opinion on a text, of a language model: what is asked and answered, what it counts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import Key
from schemas.enums import Priority, Sentiment
from schemas.part import Part


class Stands(StrEnum):
    """Whose answer stands where the two disagree."""

    BUILT_IN = "built_in"
    SECOND = "second"


class Doubtful(StrEnum):
    """What a person can decide where the two disagree."""

    CATEGORY = "category"
    PRIORITY = "priority"
    SPAM = "spam"


class Second(Part):
    """That texts are given to a language model too. Where it is, the installation says."""

    seconds: int = Field(default=10, ge=1, le=60)
    """So long a case waits at most; then it goes on with the built-in answer."""
    ask_below: float = Field(default=1, ge=0, le=1)
    """Only of what the built-in analysis is less sure; 1: always."""
    stands: Stands = Stands.BUILT_IN
    doubt: float = Field(default=0.5, ge=0, le=1)
    """What the confidence of an answer is multiplied by that the two disagree on."""
    triage_on: tuple[Doubtful, ...] = (Doubtful.CATEGORY, Doubtful.PRIORITY)
    """A disagreement on these a person decides, in triage."""


class Opinion(BaseModel):
    """What a language model said of a text. What it did not say, or said outside of what there is
    to choose from, is missing; `words` stand in the text that it was given."""

    model_config = ConfigDict(frozen=True)

    category: Key | None = None
    subcategory: Key | None = None
    module: Key | None = None
    priority: Priority | None = None
    sentiment: Sentiment | None = None
    spam: bool | None = None
    words: tuple[str, ...] = ()


class Trouble(StrEnum):
    """Why there is no second opinion on a case, as the record keeps it. What a server answered
    instead of an opinion is kept as `http_` and its number."""

    NO_ANSWER = "no_answer"
    """It was asked, and whoever asked was gone before an answer came."""
    LATE = "late"
    UNREACHABLE = "unreachable"
    TOO_LONG = "too_long"
    """The answer had no end."""
    NOT_READABLE = "not_readable"
    """The answer is no JSON, or not in the form that was asked for."""
    NO_LABEL = "no_label"
    """No label of it is one of those that there are to choose from."""
    NOT_SET = "not_set"
    """The policy wants one, and the installation does not say where to ask."""
    OVER_BUDGET = "over_budget"
    NOT_NEEDED = "not_needed"
    """The built-in analysis is sure enough."""


NEVER_ASKED = (Trouble.NOT_SET, Trouble.OVER_BUDGET, Trouble.NOT_NEEDED)
"""With these nothing has left the installation."""


class Question(NamedTuple):
    """What a language model is asked of one text. `text` is what it gets to see of the customer's
    words; `schema` is the JSON schema of its answer."""

    text: str
    messages: tuple[Mapping[str, str], ...]
    schema: Mapping[str, Any]
    choices: Mapping[str, tuple[str, ...]]


class NoOpinion(Exception):
    """There is no second opinion; `trouble` is one of `Trouble`, or `http_` and a number."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = str(trouble)
