"""What was sent with a form of a case: read, checked, and made into a decision."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from schemas.enums import DecisionKind, Locale
from schemas.submissions import Decision, Line, Text
from starter.api import mistakes
from starter.api.bodies import BODIES, OF_TASKS, Body, Note
from starter.web.desk.case.forms import NOTE, PUBLISH, STANDARD, UNPUBLISH

M = TypeVar("M", bound=BaseModel)

_MOMENTS = ("expect", "fix_by", "due")
_TASK = re.compile(r"T[1-9][0-9]{0,3}")
_FORMS = frozenset({*BODIES, DecisionKind.TASK, NOTE, PUBLISH, UNPUBLISH})
_BOUND = frozenset({"version", "hash", "level"})
"""To which proposal something is said: shown with the form, never typed."""
_OURS = frozenset({"csrf", "do", "form", "request", "expects", "files"})


class Publishing(BaseModel):
    """The words of a case on the public board."""

    title: Line
    summary: Text


class Unfit(Exception):
    """Fields are wrong: which, and what would be right, in one sentence each."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = wrong


@dataclass(frozen=True)
class Sent:
    """A form as it was sent. `form` is `propose`, or `done-T1` of a task."""

    form: str
    fields: Mapping[str, str]
    request: str
    expects: int | None
    files: int = 0

    @property
    def kind(self) -> str:
        """What is to be done."""
        name = self.form.partition("-")[0]
        return DecisionKind.PROPOSE.value if name == STANDARD else name

    @property
    def typed(self) -> Mapping[str, str]:
        """What is worth keeping of it."""
        return {name: text for name, text in self.fields.items() if name not in _BOUND}

    @property
    def is_quick(self) -> bool:
        """Whether one click sent it, beside the form that people fill in."""
        return "quick" in self.fields

    @property
    def task(self) -> str | None:
        return self.form.partition("-")[2] or None


def sent(fields: Mapping[str, str], files: int = 0) -> Sent:
    """The form that these fields are of."""
    expects = fields.get("expects", "")
    return Sent(
        form=fields.get("form", "")[:20],
        fields={k: _clean(v) for k, v in fields.items() if k not in _OURS},
        request=fields.get("request", ""),
        expects=int(expects) if expects.isascii() and expects.isdigit() else None,
        files=files,
    )


def is_known(form: Sent) -> bool:
    """Whether there is such a form; those of tasks name one."""
    if form.kind in OF_TASKS and form.kind != DecisionKind.TASK:
        return bool(_TASK.fullmatch(form.task or ""))
    return form.task is None and form.kind in _FORMS


def decision(
    form: Sent, case_id: str, by: str, zone: str, locale: Locale, files: tuple[str, ...] = ()
) -> Decision:
    """The decision that a form asks for.

    Raises:
        Unfit: something in it is wrong.
    """
    kind = DecisionKind(form.kind)
    body = _body({**BODIES, **OF_TASKS}[kind], form, zone, locale)
    task = {"task": form.task} if form.task else {}
    content = {
        "case_id": case_id,
        "request_id": form.request,
        "kind": kind,
        "by": by,
        "choice": {**body.choice(), **task},
        "texts": body.texts(),
        "expects": form.expects,
        "attachments": files,
    }
    return checked(Decision, content, locale)


def note(form: Sent, zone: str, locale: Locale) -> str:
    """The words of a note.

    Raises:
        Unfit: there are none, or too many.
    """
    return str(_body(Note, form, zone, locale).texts()["text"])


def checked(model: type[M], content: Mapping[str, Any], locale: Locale) -> M:
    """What a model makes of some values.

    Raises:
        Unfit: it takes them not.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise Unfit(_wrong(error, locale)) from None


def _body(model: type[Body], form: Sent, zone: str, locale: Locale) -> Body:
    known = set(model.model_fields) - {"by", "attachments"}
    given: dict[str, Any] = {k: v for k, v in form.fields.items() if v and k in known}
    for name in _MOMENTS:
        if name in given:
            given[name] = _moment(given[name], zone)
    return checked(model, given, locale)


def _moment(text: str, zone: str) -> str:
    """What a browser sends of a date and time is without a zone: it is the company's."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text  # said to be wrong where it is checked
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC).isoformat()


def _wrong(error: ValidationError, locale: Locale) -> dict[str, str]:
    colon = "：" if locale is Locale.ZH else ": "
    found = mistakes.errors(error.errors(include_url=False, include_input=False), locale)
    return {
        each["path"].partition(".")[0]: f"{each['problem']}{colon}{each['expected']}"
        for each in found
    }


def _clean(value: str) -> str:
    # Browsers send CRLF for one line end; a NUL is no text and PostgreSQL would refuse it.
    return value.replace("\r\n", "\n").replace("\x00", "").strip()
