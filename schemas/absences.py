"""When a member of staff is away, and who stands in."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from schemas.bounds import Instant, Login


class Absence(BaseModel):
    """A time in which a person is away: from `starts` on, and back at `ends` (both UTC).

    Without a `deputy` the team's standing one stands in, if the policy names one.
    """

    model_config = ConfigDict(frozen=True)

    login: Login
    starts: Instant
    ends: Instant
    deputy: Login | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("an absence must end after it starts")
        if self.deputy == self.login:
            raise ValueError("nobody is his own deputy")
        return self

    def covers(self, at: Instant) -> bool:
        return self.starts <= at < self.ends

    def overlaps(self, other: "Absence") -> bool:
        """Whether both are of one person and have a moment in common."""
        return self.login == other.login and self.starts < other.ends and other.starts < self.ends
