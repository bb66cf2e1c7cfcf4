"""Who must say yes to a proposal, and who settles what without asking, as a policy rules it."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from schemas.bounds import Key
from schemas.enums import Locale, Priority, Role, SolutionKind
from schemas.levels import Level
from schemas.money import Money
from schemas.part import Label, Part
from schemas.proposals import Terms
from schemas.submissions import Line, Text

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Authority = dict[Role, dict[Key, Money]]
"""Up to which amount a role gives each remedy without asking anybody; unnamed is nothing."""


class ApprovalWhen(Part):
    """A condition over a proposal and its case: everything that is named must hold."""

    priority: tuple[Priority, ...] = ()
    category: tuple[Key, ...] = ()
    team: tuple[Key, ...] = ()
    kind: tuple[SolutionKind, ...] = ()
    remedy: tuple[Key, ...] = ()
    above: Money | None = None
    """The amount is strictly more."""

    def holds(
        self, priority: Priority, category: str | None, team: str | None, terms: Terms
    ) -> bool:
        listed = (
            (self.priority, priority),
            (self.category, category),
            (self.team, team),
            (self.kind, terms.solution),
            (self.remedy, terms.remedy),
        )
        amount = self.above is None or (terms.amount is not None and terms.amount > self.above)
        return amount and all(not wanted or fact in wanted for wanted, fact in listed)


class Approval(Part):
    """Proposals of which `when` holds go through these levels."""

    when: ApprovalWhen = ApprovalWhen()
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _first_form(cls, given: Any) -> Any:
        """Policies of the first version named priorities and one role."""
        if isinstance(given, dict) and set(given) == {"priorities", "role"}:
            return {"when": {"priority": given["priorities"]}, "levels": [{"who": given["role"]}]}
        return given


class Remedies(Part):
    """What may be given to make up for something."""

    currency: Currency = "CNY"
    kinds: dict[Key, Label] = Field(default_factory=dict)


class Words(Part):
    """A text that is sent, in both languages; written once, if it is the same in both."""

    zh: Text
    en: Text

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, given: Any) -> Any:
        return {"zh": given, "en": given} if isinstance(given, str) else given

    def in_(self, locale: Locale) -> str:
        return self.zh if locale is Locale.ZH else self.en


class StandardSolution(Part):
    """A solution that goes out at once, without approval, to cases of its categories."""

    label: Label
    text: Words
    categories: tuple[Key, ...] = ()
    """None named: all."""
    article: Line | None = None
    """A link into the knowledge base."""
