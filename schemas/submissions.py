"""What comes in at the doors, in a person's words."""

from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from schemas.bounds import CaseId, FileId, Key, Login, RequestId
from schemas.enums import DecisionKind, Locale, Priority, Stage
from schemas.findings import Mistake
from schemas.messages import Choice

MAX_TEXT = 20_000


def _address(text: str) -> str:
    if "=?" in text:  # some readers of mail would decode it to another address
        raise Mistake("不是有效的邮箱地址", "not an e-mail address")
    try:
        found = validate_email(
            text, check_deliverability=False, test_environment=True, allow_smtputf8=False
        )
    except EmailNotValidError as error:
        raise Mistake("不是有效的邮箱地址", f"not an e-mail address ({error})") from error
    return found.ascii_email or found.normalized


def _none_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _storable(text: str) -> str:
    if "\x00" in text:
        raise Mistake("不能含有 NUL 字符", "must not contain the character NUL")
    return text


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise Mistake("必须是一行，不含控制字符", "must be one line without control characters")
    return text


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TEXT, strip_whitespace=True),
    AfterValidator(_storable),
]
Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_one_line),
]
Address = Annotated[str, StringConstraints(max_length=254), AfterValidator(_address)]
Blank = BeforeValidator(_none_if_blank)


class Submission(BaseModel):
    """One item of feedback as a door receives it. Blank optional fields count as missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text
    channel: Annotated[Key, BeforeValidator(lambda value: _none_if_blank(value) or "web")] = "web"
    locale: Annotated[Locale | None, Blank] = None
    external_id: Annotated[Line | None, Blank] = None
    contact: Annotated[Address | None, Blank] = None
    name: Annotated[Line | None, Blank] = None
    category: Annotated[Key | None, Blank] = None
    priority: Annotated[Priority | None, Blank] = None
    tier: Annotated[Key | None, Blank] = None


class Accepted(BaseModel):
    """A door's answer to a submission. `created` is false when the item was already a case."""

    id: CaseId
    stage: Stage
    created: bool
    status_url: str
    added: bool = False
    """Whether its words were new, and were added to the case as a further message."""


class Submitted(BaseModel):
    """The answer to a submission that came by a workflow."""

    id: CaseId
    created: bool
    added: bool = False
    """Whether its words were new, and were added to the case as a further message."""


class Decision(BaseModel):
    """A decision as a door receives it, with the texts that stay in the record."""

    model_config = ConfigDict(frozen=True)

    case_id: CaseId
    request_id: RequestId
    kind: DecisionKind
    by: Login
    cycle: int | None = None
    choice: Choice = Choice()
    texts: dict[str, Text] = {}
    shell: Login | None = None
    """Who typed it on the command line, where anybody may be named in `by`: the system's user."""
    via: str | None = None
    """By which source somebody else's name was given, see `schemas.sources`; none: `by` said it."""
    expects: int | None = None
    """The version of the case that it was made for, see `rules.versions`; none: any."""
    attachments: tuple[FileId, ...] = ()
    """Files that were kept before, and go with the words."""
