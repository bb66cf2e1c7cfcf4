"""One level of an approval: who is asked, how many must say yes, by when, and what if they do not.

It stands apart from the rest of the policy, for the state of a case carries its levels along.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from schemas.bounds import Login
from schemas.durations import Target
from schemas.enums import Role
from schemas.findings import Mistake
from schemas.words import Said

_TEAM = "team:"
_MOST = 100
_GROUP = re.compile(r"(agent|lead|manager|team:[a-z][a-z0-9_]{0,39})")


_WHO = Said(
    '写成 "lead"、"manager"、"team:quality" 或 ["zhang", "chen"]',
    'write "lead", "manager", "team:quality" or ["zhang", "chen"]',
)
_NEED = Said(f'写成 "any"、"all" 或 1 到 {_MOST}', f'write "any", "all" or 1 to {_MOST}')


def _known_group(value: Any) -> Any:
    if not isinstance(value, list | tuple) and not (
        isinstance(value, str) and _GROUP.fullmatch(value)
    ):
        raise Mistake(f"没有 {value!r} 这样的审批人", f"nobody is called {value!r}", _WHO)
    return value


def _known_need(value: Any) -> Any:
    plain = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST
    if plain or value in ("any", "all"):
        return value
    raise Mistake(f"{value!r} 不是人数", f"{value!r} is no number of people", _NEED)


Who = Annotated[
    Annotated[str, Tag("group")]
    | Annotated[tuple[Login, ...], Field(min_length=1, max_length=_MOST), Tag("people")],
    Discriminator(lambda value: "people" if isinstance(value, list | tuple) else "group"),
    BeforeValidator(_known_group),
]
"""A role of the case's team, `team:KEY` for everybody in a team, or people by their logins."""


_WITHIN = Said('加上 within = "4 business hours"', 'add within = "4 business hours"')
_ONCE = Said("每人只写一次", "name everybody once")
_FEWER = Said("减小 need，或多写几人", "lower need, or name more people")


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
    need: Annotated[Literal["any", "all"] | int, BeforeValidator(_known_need)] = "any"
    """How many must say yes. `all`: everybody who is there and may decide."""
    within: Target | None = None
    then: Then = Then.REMIND
    rejected_by: Literal["one", "quorum"] = "one"
    """`one`: a single no rejects. `quorum`: only when too few are left for a yes."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.then is not Then.REMIND and self.within is None:
            raise Mistake(
                f'then = "{self.then}" 要有时限', f'then = "{self.then}" needs a time', _WITHIN
            )
        if len(set(self.people)) < len(self.people):
            raise Mistake("who 把同一个人写了两次", "who names somebody twice", _ONCE)
        if self.people and isinstance(self.need, int) and self.need > len(self.people):
            raise Mistake(
                f"need 是 {self.need}，而 who 只有 {len(self.people)} 人",
                f"need is {self.need}, but who names only {len(self.people)}",
                _FEWER,
            )
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
