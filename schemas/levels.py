"""One level of an approval: who is asked, how many must say yes, by when, and what if they do not.

It stands apart from the rest of the policy, for the state of a case carries its levels along.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas.bounds import Login
from schemas.durations import Target
from schemas.enums import Role

_TEAM = "team:"
_MOST = 100
_GROUP = re.compile(r"(agent|lead|manager|team:[a-z][a-z0-9_]{0,39})")


def _known_group(value: Any) -> Any:
    if isinstance(value, str) and not _GROUP.fullmatch(value):
        raise ValueError(
            'who is written like "lead", "manager", "team:quality" or ["zhang", "chen"]'
        )
    return value


Who = Annotated[
    str | Annotated[tuple[Login, ...], Field(min_length=1, max_length=_MOST)],
    BeforeValidator(_known_group),
]
"""A role of the case's team, `team:KEY` for everybody in a team, or people by their logins."""


class Then(StrEnum):
    """What happens when the time of a level is over and it is not decided."""

    REMIND = "remind"
    NEXT = "next"
    APPROVE = "approve"
    REJECT = "reject"


class Level(BaseModel):
    """One level. Several are gone through one after the other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: Who
    need: Literal["any", "all"] | Annotated[int, Field(ge=1, le=_MOST)] = "any"
    """How many must say yes. `all`: everybody who is there and may decide."""
    within: Target | None = None
    then: Then = Then.REMIND
    rejected_by: Literal["one", "quorum"] = "one"
    """`one`: a single no rejects. `quorum`: only when too few are left for a yes."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.then is not Then.REMIND and self.within is None:
            raise ValueError(f'then = "{self.then}" needs a time: within = "4 business hours"')
        if isinstance(self.who, tuple) and len(set(self.who)) < len(self.who):
            raise ValueError("who names somebody twice")
        if isinstance(self.who, tuple) and isinstance(self.need, int) and self.need > len(self.who):
            raise ValueError(f"need is {self.need}, but who names only {len(self.who)}")
        return self

    @property
    def role(self) -> Role | None:
        """The role of the case's team that is asked; none if it is a team or named people."""
        known = isinstance(self.who, str) and self.who in set(Role)
        return Role(str(self.who)) if known else None

    @property
    def team(self) -> str | None:
        """The team that is asked as a whole."""
        if isinstance(self.who, str) and self.who.startswith(_TEAM):
            return self.who.removeprefix(_TEAM)
        return None

    @property
    def people(self) -> tuple[str, ...]:
        """The people who are asked by name."""
        return self.who if isinstance(self.who, tuple) else ()
