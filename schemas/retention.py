"""How long what persons wrote is kept after a case is closed."""

from typing import Annotated

from pydantic import Field

from schemas.bounds import Key
from schemas.part import Part

Months = Annotated[int, Field(ge=1, le=1200)]


class Retention(Part):
    """Calendar months from the close of a case until what persons wrote in it is erased. What has
    no number is kept for good."""

    categories: dict[Key, Months] = Field(default_factory=dict)
    others: Months | None = None
    """For every category that is not named."""

    def months(self, category: str | None) -> int | None:
        """How long a case of a category is kept."""
        return self.categories.get(category or "", self.others)
