"""What a company wants to be heard in a text: its rules, products, themes, rivals, questions."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.bounds import Key
from schemas.enums import Priority
from schemas.findings import Mistake
from schemas.part import Label, Part, Word
from schemas.submissions import Line
from schemas.words import Said

Words = Annotated[tuple[Word, ...], Field(min_length=1)]
"""English words count as whole words, those with * at the end as the beginning of one; Chinese
words count wherever they stand, in both scripts."""


class Weight(StrEnum):
    """How much a rule says of spam: by itself, or only together with another signal."""

    SIGNAL = "signal"
    STRONG = "strong"


class Rule(Part):
    """What texts with certain words are, whatever the model thinks of them."""

    name: Key
    label: Label | None = None
    words: Words
    near: tuple[Word, ...] = ()
    """If there are any, one of them has to stand near, in the same sentence."""
    not_in: tuple[Word, ...] = ()
    """Phrases in which a word means something else."""
    priority: Priority | None = None
    category: Key | None = None
    subcategory: Key | None = None
    module: Key | None = None
    spam: Weight | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        says = (self.priority, self.category, self.subcategory, self.module, self.spam)
        if not any(says):
            raise Mistake(
                "没有写说明什么",
                "says nothing",
                Said(
                    "写上 priority、category、subcategory、module 或 spam",
                    "write priority, category, subcategory, module or spam",
                ),
            )
        return self


class Topic(Part):
    """A module of the product, or a theme, with the words that people have for it."""

    label: Label
    words: tuple[Word, ...] = ()


class Competitor(Part):
    """A company or a product that customers compare us with."""

    name: Line
    words: tuple[Word, ...] = ()
    """What it is called besides its name."""


class Question(Part):
    """What a customer is asked where a text does not say it."""

    ask: Label
    category: tuple[Key, ...] = ()
    """Only in these categories; in all of them if there are none."""
    answered_by: tuple[Word, ...] = ()
    """Words that show that the text says it."""
    digits: bool = False
    """Whether a number in the text answers it too, such as that of an order."""
