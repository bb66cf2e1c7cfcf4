"""What doors, workflows and activities say to each other: ids, enums and numbers only."""

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import CaseId, Hash, Instant, Key, Login, RequestId, RoadmapId, TaskId
from schemas.durations import Target
from schemas.enums import (
    DecisionKind,
    Locale,
    Priority,
    Refusal,
    Scope,
    Sentiment,
    SolutionKind,
    Stage,
)
from schemas.money import Money
from schemas.state import CaseState, MailRef

_MANY = 1_000_000


class FeedbackInput(BaseModel):
    """Begins, or begins again, the workflow of a case.

    `time_shift` in seconds is added to the workflow's clock; zero in life.
    `answered` holds the latest request ids that are already carried out.
    """

    state: CaseState
    time_shift: float = 0
    answered: tuple[RequestId, ...] = ()


class Choice(BaseModel):
    """What a decision chooses, as far as it is an enum, a number or a login."""

    model_config = ConfigDict(frozen=True)

    version: int | None = Field(default=None, ge=1, le=_MANY)
    """The version of the proposal that is approved or rejected; none: the present one."""
    reason_code: Key | None = None
    solved: bool | None = None
    rating: int | None = Field(default=None, ge=1, le=5)
    category: Key | None = None
    priority: Priority | None = None
    team: Key | None = None
    to: Login | None = None
    expect: Instant | None = None
    hash: Hash | None = None
    """The hash of the proposal that is approved or rejected; none: whatever it is."""
    level: int | None = Field(default=None, ge=1, le=_MANY)
    """The level of approval that is decided; none: the open one."""
    solution: SolutionKind | None = None
    remedy: Key | None = None
    amount: Money | None = None
    fix_by: Instant | None = None
    hotfix: bool | None = None
    value: int | None = Field(default=None, ge=1, le=5)
    feasibility: int | None = Field(default=None, ge=1, le=5)
    roadmap: RoadmapId | None = None
    standard: Key | None = None
    of: CaseId | None = None
    """Of which case this one is a duplicate."""
    subcategory: Key | None = None
    module: Key | None = None
    sentiment: Sentiment | None = None
    spam: bool | None = None
    """Whether it is advertising or the like: true sets a case aside, false brings it back."""
    reproduced: bool | None = None
    scope: Scope | None = None
    task: TaskId | None = None
    within: Target | None = None
    """How long a task has, in the calendar of its team; none, and no `due`: as the policy says."""
    due: Instant | None = None
    locale: Locale | None = None
    """The language in which an outside party is written to; none: that of the case."""


class DecisionRequest(Choice):
    """A decision, as an update or a signal carries it.

    When a door has recorded a decision under `request_id`, the record's content counts and
    nothing else needs to be filled in.
    """

    request_id: RequestId
    by: Login | None = None
    cycle: int | None = Field(default=None, ge=1, le=_MANY)
    seen: int | None = Field(default=None, ge=1, le=_MANY)
    """The number of the latest event in the record when a door handed the decision over."""


class DecisionReceipt(BaseModel):
    """The answer to a decision that was carried out; the same for every repetition."""

    request_id: RequestId
    seq: int
    stage: Stage
    cycle: int


class Decide(BaseModel):
    """Asks the record to carry out one decision."""

    case_id: CaseId
    now: Instant
    kind: DecisionKind
    request: DecisionRequest


class Advance(BaseModel):
    """Asks the record to do what is due at `now`."""

    case_id: CaseId
    now: Instant


class Recorded(BaseModel):
    """What the record answers: where the case stands now, and whether it refused."""

    state: CaseState
    seq: int = 0
    """The number of the event that the decision became."""
    refusal: Refusal | None = None


class SendMail(BaseModel):
    """Asks for one mail to be sent. `shift` is the workflow's time shift in seconds."""

    mail: MailRef
    shift: float = 0
