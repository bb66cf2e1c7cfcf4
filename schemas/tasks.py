"""Tasks of a case for other teams and for outside parties, without a person's words."""

from pydantic import BaseModel, ConfigDict

from schemas.bounds import Instant, Key, Login, TaskId


class Task(BaseModel):
    """A task that is open. Its words, and an outside party's address, stay in the record."""

    model_config = ConfigDict(frozen=True)

    id: TaskId
    team: Key
    """Who does it; of an outside party's task, who looks after it: the team of the case."""
    person: Login | None = None
    outside: bool = False
    due: Instant | None = None
    """When its clock is due; none only before its clocks are reckoned."""

    @property
    def n(self) -> int:
        """Its number within the case."""
        return int(self.id[1:])
