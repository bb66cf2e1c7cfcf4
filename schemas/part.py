"""What all parts of a policy have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.enums import Locale
from schemas.submissions import Line

Share = Annotated[float, Field(gt=0, le=1)]
Word = Annotated[str, Field(min_length=1, max_length=60)]


class Part(BaseModel):
    """A part of a policy: read once, never changed, and without keys that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Part):
    """A name in every language that people read."""

    zh: Line
    en: Line

    def in_(self, locale: Locale) -> str:
        return self.zh if locale is Locale.ZH else self.en
