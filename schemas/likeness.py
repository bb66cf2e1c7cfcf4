"""Cases that are like another."""

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import CaseId
from schemas.enums import Outcome


class Alike(BaseModel):
    """A case that is like another, and how much: 1 is the same, letter by letter."""

    model_config = ConfigDict(frozen=True)

    case_id: CaseId
    score: float = Field(ge=0, le=1)
    outcome: Outcome | None = None
    """How it was closed; none while it is open."""
    confidential: bool = False

    @property
    def is_open(self) -> bool:
        return self.outcome is None
