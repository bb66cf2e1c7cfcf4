"""What doors show of a case."""

from pydantic import BaseModel, ConfigDict

from schemas.bounds import Instant, Login, RequestId
from schemas.enums import ClockKind, ClockState, DecisionKind, Stage
from schemas.events import Event
from schemas.policy import Policy
from schemas.state import CaseState


class Clock(BaseModel):
    """One promise of one cycle: when it is warned about, when it is due, and what became of it.

    While paused, `warn_at` and `due_at` are what they would be if the pause ended now.
    """

    model_config = ConfigDict(frozen=True)

    kind: ClockKind
    cycle: int
    started_at: Instant
    warn_at: Instant
    due_at: Instant
    state: ClockState
    ended_at: Instant | None = None
    """When it was met, late or in time, or stopped."""


class Pending(BaseModel):
    """A decision that is accepted and not yet carried out."""

    request_id: RequestId
    kind: DecisionKind
    by: Login
    accepted_at: Instant


class CaseView(BaseModel):
    """A case with everything that is known of it, personal data included."""

    state: CaseState
    external_id: str | None
    name: str | None
    contact: str | None
    text: str
    received_at: Instant
    closed_at: Instant | None
    clocks: tuple[Clock, ...]
    events: tuple[Event, ...]
    pending: tuple[Pending, ...]
    policy: Policy


class Carried(BaseModel):
    """A door's answer to a decision: done (`pending` false), or recorded and carried out later."""

    request_id: RequestId
    pending: bool
    stage: Stage
    cycle: int
