"""The shapes of answers, for the OpenAPI document; what fills them is `starter.projection`."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import CaseId, FileId, Instant
from schemas.enums import (
    ClockKind,
    ClockState,
    DecisionKind,
    EventKind,
    Locale,
    Outcome,
    Priority,
    Role,
    Scope,
    Sentiment,
    SolutionKind,
    Stage,
)
from starter.api.answers_analysis import Heard
from starter.api.shapes import Answer

Decisions = Annotated[list[DecisionKind], Field(description="What can be decided now.")]


class AcceptedAnswer(Answer):
    """What became of an item that was handed in."""

    id: CaseId
    stage: Stage
    created: bool
    status_url: Annotated[str, Field(description="The customer's own link to the case.")]
    added: Annotated[
        bool, Field(description="Known already, but the words were new and were added to it.")
    ]


class Row(Answer):
    """A case in a list."""

    id: CaseId
    stage: Stage
    outcome: Outcome | None
    category: str | None
    priority: Priority | None
    team: str | None
    owner: str | None
    channel: str
    locale: Locale
    cycle: int
    received_at: Instant
    closed_at: Instant | None
    due_at: Instant | None
    breached: bool
    emergency: bool
    confidential: bool


class Rows(Answer):
    items: list[Row]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]


class Event(BaseModel):
    """Something that happened; the data of its kind stand beside these fields."""

    model_config = ConfigDict(extra="allow")

    seq: int
    at: Instant
    kind: EventKind
    by: str
    cycle: int
    request_id: str | None
    texts: Annotated[dict[str, str], Field(description="What people wrote; masked.")]


class Events(Answer):
    version: int
    items: list[Event]


class Judgement(Answer):
    problem: str | None
    subcategory: str | None
    reproduced: bool | None
    scope: Scope | None
    module: str | None
    sentiment: Sentiment | None
    spam: bool | None


class Asked(Answer):
    level: int
    need: int
    approvers: list[str]
    told: list[str]
    deputies: dict[str, str]
    yes: list[str]
    no: list[str]
    waiting_for: list[str]


class Proposal(Answer):
    version: int
    proposer: str | None
    needs: Role | None
    approved: bool
    text: str | None
    hash: str | None
    solution: SolutionKind | None
    remedy: str | None
    amount: str | None
    fix_by: Instant | None
    hotfix: bool | None
    value: int | None
    feasibility: int | None
    roadmap_priority: Priority | None
    roadmap: str | None
    standard: str | None
    levels: list[dict[str, Any]]
    asked: Asked | None


class Task(Answer):
    case: CaseId
    id: str
    team: str
    person: str | None
    address: str | None
    text: str
    state: ClockState | None
    added_by: str
    added_at: Instant
    due_at: Instant | None
    ended_at: Instant | None
    ended_by: str | None
    is_done: bool
    result: str | None


class Attached(Answer):
    """A file of a case."""

    id: FileId
    name: str
    type: str
    size: Annotated[int, Field(description="Bytes.")]
    by: str
    kept_at: Instant
    event_seq: Annotated[int | None, Field(description="The event that it came with.")]


class Kept(Answer):
    """A file that is kept for a day, until it is sent along with something."""

    id: FileId
    name: str
    type: Annotated[str, Field(description="What its contents are.")]
    size: Annotated[int, Field(description="Bytes.")]


class Pending(Answer):
    request_id: str
    kind: DecisionKind
    by: str
    accepted_at: Instant


class Deadline(Answer):
    kind: ClockKind
    cycle: int
    n: int
    calendar: str
    started_at: Instant
    warn_at: Instant
    due_at: Instant
    state: ClockState
    ended_at: Instant | None
    target: str


class Whole(Answer):
    """A case, with the fields that `huiyin show --json` has. Personal data is masked."""

    id: CaseId
    stage: Stage
    outcome: Outcome | None
    category: str | None
    priority: Priority | None
    team: str | None
    owner: str | None
    channel: str
    locale: Locale
    cycle: int
    emergency: bool
    confidential: bool
    reachable: bool
    due_at: Instant | None
    breached: bool
    external_id: str | None
    name: str | None
    contact: str | None
    text: str
    received_at: Instant
    closed_at: Instant | None
    judgement: Judgement
    analysis: Heard | None
    proposal: Proposal | None
    allowed: Decisions
    tasks: list[Task]
    pending: list[Pending]
    deadlines: list[Deadline]
    attachments: list[Attached]
    events: list[Event]
    status_url: Annotated[
        str | None,
        Field(description="The customer's own link: for who handed the case in."),
    ]


class CarriedAnswer(Answer):
    """What became of a decision; `pending`: recorded, and carried out later."""

    id: CaseId
    stage: Stage
    cycle: int
    pending: bool
    request_id: str


class Relative(Answer):
    """A case that is about the same as another, or like it."""

    id: CaseId
    score: Annotated[
        float | None, Field(description="How alike, 0 to 1; null: a person says it is the same.")
    ]
    stage: Stage
    outcome: Outcome | None
    category: str | None
    priority: Priority | None
    text: Annotated[str, Field(description="How it begins; masked.")]
    solution: Annotated[str | None, Field(description="What its customer was told; masked.")]
    linked_by: Annotated[str | None, Field(description="A login, or system.")]
    is_duplicate: bool


class Relatives(Answer):
    id: CaseId
    linked: list[Relative]
    open: list[Relative]
    closed: list[Relative]


class LinkAnswer(Answer):
    id: CaseId
    other: CaseId
    linked: bool
    changed: Annotated[bool, Field(description="Whether that is new.")]


class NotedAnswer(Answer):
    id: CaseId
    stage: Stage
    cycle: int
    pending: bool


class Sample(Answer):
    """Which cases a decision for many would be for."""

    count: int
    more: Annotated[bool, Field(description="More match than can be decided at a time.")]
    not_now: Annotated[
        int, Field(description="At how many of them the stage does not allow the decision.")
    ]
    sample: list[Row]


class Each(Answer):
    """What became of a decision for one of many cases."""

    id: str
    outcome: Annotated[str, Field(pattern="^(done|pending|refused|unknown|unavailable)$")]
    stage: Stage | None
    type: Annotated[str | None, Field(description="Why not: the type of the problem.")]
    detail: str | None


class Results(Answer):
    count: int
    done: int
    pending: int
    refused: int
    results: list[Each]


class FieldError(Answer):
    path: str
    problem: str
    expected: str


class ProblemAnswer(BaseModel):
    """Problem details (RFC 9457). `type` is stable; `/problems` explains every one."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(pattern="^/api/v1/problems/[a-z_]+$")]
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    allowed: Decisions | None = None
    version: int | None = None
    changed: list[Event] | None = None


class Explained(Answer):
    """A sort of problem."""

    type: str
    title: str
    status: int
    detail: str


class Explanations(Answer):
    items: list[Explained]
