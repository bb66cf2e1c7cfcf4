"""What the shapes of all answers of the API have in common."""

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """An answer, or a part of one: these fields, and no others."""

    model_config = ConfigDict(extra="forbid")
