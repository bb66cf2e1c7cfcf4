"""What each decision is given, as the body of its request."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas.bounds import CaseId, FileId, Hash, Instant, Key, Login, RoadmapId, TaskId
from schemas.durations import Target
from schemas.enums import DecisionKind, Locale, Priority, Scope, Sentiment, SolutionKind
from schemas.findings import Mistake
from schemas.ids import parse_case_id
from schemas.money import Money
from schemas.submissions import MAX_TEXT, Address, Text

_MANY = 1_000_000
_QUESTIONS, _FILES = 20, 100


def _to_come(instant: datetime) -> datetime:
    if instant <= datetime.now(UTC):
        raise Mistake("必须是将来的时间", "must be in the future")
    return instant


def _as_written(value: Any) -> Any:
    """A case id from how a person wrote it."""
    try:
        return parse_case_id(value) if isinstance(value, str) else value
    except ValueError:
        return value  # said to be wrong by its own type


ToCome = Annotated[Instant, AfterValidator(_to_come)]
Number = Annotated[int, Field(ge=1, le=_MANY)]
Files = Annotated[
    tuple[FileId, ...],
    Field(max_length=_FILES, description="The ids of files that were uploaded to /attachments."),
]
OneToFive = Annotated[int, Field(ge=1, le=5)]


class Body(BaseModel):
    """What a decision is given. Fields that are no text are its choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    TEXTS: ClassVar[tuple[str, ...]] = ()

    by: Annotated[
        Login | None,
        Field(description="Only a key of the role manager may name a colleague."),
    ] = None

    def choice(self) -> dict[str, Any]:
        """What is chosen: enums, numbers and logins."""
        return self.model_dump(exclude={"by", "attachments", *self.TEXTS}, exclude_none=True)

    def texts(self) -> dict[str, str]:
        """What a person wrote."""
        return self.model_dump(include=set(self.TEXTS), exclude_none=True)

    def files(self) -> tuple[str, ...]:
        """The ids of the files that go with it."""
        return ()


class WithFiles(Body):
    attachments: Files = ()

    def files(self) -> tuple[str, ...]:
        return self.attachments


class WithReason(Body):
    TEXTS = ("reason",)

    reason: Text | None = None
    reason_code: Key | None = None


class Take(Body):
    pass


class Assign(Body):
    to: Login


class Triage(Body):
    TEXTS = ("problem",)

    category: Key | None = None
    priority: Priority | None = None
    team: Key | None = None
    subcategory: Key | None = None
    module: Key | None = None
    sentiment: Sentiment | None = None
    spam: Annotated[
        bool | None, Field(description="True sets the case aside, false brings it back.")
    ] = None
    problem: Text | None = None
    reproduced: bool | None = None
    scope: Scope | None = None


class Duplicate(Body):
    of: Annotated[
        CaseId,
        BeforeValidator(_as_written),
        Field(description="The case that goes on in its stead.", examples=["7KQ2M-9XD3H"]),
    ]


class Other(Body):
    other: Annotated[
        CaseId,
        BeforeValidator(_as_written),
        Field(description="The case that is about the same.", examples=["7KQ2M-9XD3H"]),
    ]


class Clarify(WithFiles):
    TEXTS = ("question",)

    question: Text | Annotated[list[Text], Field(min_length=1, max_length=_QUESTIONS)]

    @model_validator(mode="after")
    def _short_enough(self) -> Self:
        if len(self.texts()["question"]) > MAX_TEXT:
            raise Mistake("问题合计太长", "the questions are too long together")
        return self

    def texts(self) -> dict[str, str]:
        """All questions at once, numbered, each on a line of its own."""
        if isinstance(self.question, str):
            return {"question": self.question}
        if len(self.question) == 1:
            return {"question": self.question[0]}
        lines = (f"{n}. {each}" for n, each in enumerate(self.question, start=1))
        return {"question": "\n".join(lines)}


class Reply(WithFiles):
    TEXTS = ("text",)

    text: Text


class Progress(WithFiles):
    TEXTS = ("text",)

    text: Text
    expect: ToCome | None = None


class Propose(WithFiles):
    TEXTS = ("text", "article")

    text: Text | None = None
    kind: SolutionKind | None = None
    article: Text | None = None
    remedy: Key | None = None
    amount: Money | None = None
    fix_by: ToCome | None = None
    hotfix: bool | None = None
    value: OneToFive | None = None
    feasibility: OneToFive | None = None
    priority: Priority | None = None
    roadmap: RoadmapId | None = None
    standard: Key | None = None

    def choice(self) -> dict[str, Any]:
        chosen = super().choice()
        if "kind" in chosen:
            chosen["solution"] = chosen.pop("kind")
        return chosen


class Approve(Body):
    version: Number | None = None
    hash: Hash | None = None
    level: Number | None = None


class Reject(WithReason):
    version: Number | None = None
    hash: Hash | None = None
    level: Number | None = None


class Resolve(WithFiles):
    TEXTS = ("summary",)

    summary: Text


class Confirm(Body):
    TEXTS = ("comment",)

    solved: bool
    rating: OneToFive | None = None
    comment: Text | None = None


class Note(WithFiles):
    TEXTS = ("text",)

    text: Text


class AddTask(Body):
    TEXTS = ("text", "outside")

    text: Text
    team: Key | None = None
    to: Login | None = None
    outside: Address | None = None
    within: Annotated[Target | None, Field(json_schema_extra={"examples": ["3 business days"]})] = (
        None
    )
    due: ToCome | None = None
    locale: Locale | None = None


class TaskDone(WithFiles):
    TEXTS = ("text",)

    text: Text


class TaskDrop(WithReason):
    pass


BODIES: dict[DecisionKind, type[Body]] = {
    DecisionKind.TRIAGE: Triage,
    DecisionKind.ASSIGN: Assign,
    DecisionKind.TAKE: Take,
    DecisionKind.CLARIFY: Clarify,
    DecisionKind.REPLY: Reply,
    DecisionKind.PROPOSE: Propose,
    DecisionKind.APPROVE: Approve,
    DecisionKind.REJECT: Reject,
    DecisionKind.PROGRESS: Progress,
    DecisionKind.RESOLVE: Resolve,
    DecisionKind.CONFIRM: Confirm,
    DecisionKind.DECLINE: WithReason,
    DecisionKind.DUPLICATE: Duplicate,
    DecisionKind.WITHDRAW: Take,
    DecisionKind.REOPEN: WithReason,
    DecisionKind.EMERGENCY: WithReason,
    DecisionKind.CALM: WithReason,
}
"""Every decision that is about the case itself. Tasks have addresses of their own."""

OF_TASKS: dict[DecisionKind, type[Body]] = {
    DecisionKind.TASK: AddTask,
    DecisionKind.DONE: TaskDone,
    DecisionKind.DROP: TaskDrop,
}


def task_choice(body: Body, task: TaskId | None) -> dict[str, Any]:
    """What is chosen about a task."""
    return body.choice() | ({"task": task} if task else {})
