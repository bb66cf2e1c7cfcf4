"""What doors show of a case."""

from pydantic import BaseModel, ConfigDict

from schemas.analysis import Answered
from schemas.bounds import Instant, Login, RequestId, TaskId
from schemas.calendars import CalendarName
from schemas.durations import Target
from schemas.enums import ClockKind, ClockState, DecisionKind, Stage
from schemas.events import Event
from schemas.files import Attachment
from schemas.policy import Policy
from schemas.sources import CLI
from schemas.state import CaseState


class Stay(BaseModel):
    """A time that a case spent in a stage; `until` is none while it is there."""

    model_config = ConfigDict(frozen=True)

    stage: Stage
    since: Instant
    until: Instant | None = None


class Clock(BaseModel):
    """One promise of one cycle: when it is warned about, when it is due, and what became of it.

    While paused, `warn_at` and `due_at` are what they would be if the pause ended now.
    """

    model_config = ConfigDict(frozen=True)

    kind: ClockKind
    cycle: int
    n: int = 1
    """Which of its kind in the cycle: progress is promised again after each time."""
    target: Target
    calendar: CalendarName
    """In which working hours it counts."""
    started_at: Instant
    warn_at: Instant
    due_at: Instant
    state: ClockState
    ended_at: Instant | None = None
    """When it was met, late or in time, or stopped."""
    pauses: tuple[Stay, ...] = ()
    """When it stood still."""

    @property
    def key(self) -> str:
        """Its name within the case: kind, cycle and occurrence."""
        return f"{self.kind.value}-{self.cycle}-{self.n}"


class Pending(BaseModel):
    """A decision that is accepted and not yet carried out."""

    request_id: RequestId
    kind: DecisionKind
    by: Login
    accepted_at: Instant
    task: TaskId | None = None
    """Of which task it is, if it is of one."""


class CaseView(BaseModel):
    """A case with everything that is known of it, personal data included."""

    state: CaseState
    external_id: str | None
    source: str = CLI
    """Where it was handed in, see `schemas.sources`."""
    name: str | None
    contact: str | None
    text: str
    received_at: Instant
    closed_at: Instant | None
    clocks: tuple[Clock, ...]
    events: tuple[Event, ...]
    pending: tuple[Pending, ...]
    policy: Policy
    attachments: tuple[Attachment, ...] = ()
    """The files that came with it, in the order they came."""
    analyses: tuple[Answered, ...] = ()
    """What analyzers said of it, in the order in which they were asked."""

    @property
    def analysis(self) -> Answered | None:
        """The answer that counts."""
        return next((each for each in reversed(self.analyses) if each.answer), None)


class Carried(BaseModel):
    """A door's answer to a decision: done (`pending` false), or recorded and carried out later."""

    request_id: RequestId
    pending: bool
    stage: Stage
    cycle: int
