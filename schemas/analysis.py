"""What an analyzer says about a text."""

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import Key
from schemas.enums import Priority, Sentiment


class Analysis(BaseModel):
    """The answer of an analyzer. `confidence` is 0 to 1; `reasons` are the words it rests on."""

    model_config = ConfigDict(frozen=True)

    category: Key
    priority: Priority
    sentiment: Sentiment
    confidence: float = Field(ge=0, le=1)
    reasons: tuple[str, ...] = ()
