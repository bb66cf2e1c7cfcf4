"""What is proposed, as far as it is an enum, a number, a time or a name of the policy."""

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import Hash, Instant, Key, Login, RoadmapId
from schemas.enums import Priority, SolutionKind
from schemas.levels import Level
from schemas.money import Money


class Terms(BaseModel):
    """The fields of a proposal, besides its words. Each kind of solution uses its own."""

    model_config = ConfigDict(frozen=True)

    solution: SolutionKind | None = None
    """None: a solution that says nothing of its kind."""
    remedy: Key | None = None
    amount: Money | None = None
    """What the remedy is worth, in the policy's currency."""
    fix_by: Instant | None = None
    """The day by which the fix is promised."""
    hotfix: bool = False
    value: int | None = Field(default=None, ge=1, le=5)
    feasibility: int | None = Field(default=None, ge=1, le=5)
    roadmap_priority: Priority | None = None
    roadmap: RoadmapId | None = None
    standard: Key | None = None
    """The standard solution of the policy that was picked."""


class Proposal(Terms):
    """The present proposal of a case, and the levels of approval that it has to go through."""

    hash: Hash
    """Names exactly this text with exactly these terms."""
    levels: tuple[Level, ...] = ()
    done: int = 0
    """How many levels have said yes."""
    agreed: tuple[Login, ...] = ()
    """Who said yes in the own name on any level: nobody is asked twice about one version."""
    out: bool = False
    """Whether the customer has been told of the workaround."""


class Asked(BaseModel):
    """The level of approval that is open."""

    model_config = ConfigDict(frozen=True)

    level: int
    """1 is the first."""
    need: int
    """How many must say yes."""
    approvers: tuple[Login, ...]
    """Who may decide, or a deputy of whom; fixed when the level was opened."""
    told: tuple[Login, ...] = ()
    """Who was asked by mail, deputies among them."""
    deputies: dict[Login, Login] = Field(default_factory=dict)
    """Which approver was away when the level was opened, and who stood in."""
    yes: tuple[Login, ...] = ()
    no: tuple[Login, ...] = ()
    """Of the approvers; a deputy's voice counts as the approver's."""
    spoke: tuple[Login, ...] = ()
    """Who has said something, under whatever name: one person has one voice."""

    @property
    def standing_in(self) -> frozenset[str]:
        """The deputies whose approver has no voice yet."""
        heard = {*self.yes, *self.no}
        return frozenset(other for each, other in self.deputies.items() if each not in heard)
