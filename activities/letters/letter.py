"""Writes letters from `templates/<template>/<language>/{subject.txt,body.txt,body.html}`.

A notice to a team lies in the folder `both`: one letter in both languages. It is written from
facts alone, so no template can put a customer's words, name, address or link into it. Its only
link is the one by which an approver decides.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict

from activities.letters import worded
from activities.letters.dates import moment
from schemas import refusal_words, words
from schemas.bounds import CaseId, Instant, Login, TaskId
from schemas.enums import (
    ClockKind,
    DecisionKind,
    Locale,
    Outcome,
    Priority,
    Refusal,
    SolutionKind,
    Stage,
    Template,
)
from schemas.letters import OwnLetter
from schemas.part import Label

_QUOTED_AT_MOST = 300
_NAME_AT_MOST = 40
_LIKE_A_LINK = re.compile(r"://|www\.|\.[a-z]{2,}|[@/\\]", re.IGNORECASE)


class LetterContext(BaseModel):
    """Everything that any letter may say; a letter leaves out what is missing.

    `case_link` and `action_link` are whole addresses. Without an `action_link` a letter that asks
    for something points to `case_link`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: CaseId
    locale: Locale
    zone: str = "UTC"
    """The IANA time zone in which times are said."""

    case_link: str | None = None
    action_link: str | None = None
    reply_to: str | None = None
    name: str | None = None
    text: str | None = None
    """What the customer wrote."""
    question: str | None = None
    progress_text: str | None = None
    solution: str | None = None
    """What was done, while the customer is asked whether it helped."""
    summary: str | None = None
    """What was done, when the case is closed."""
    reason: str | None = None
    rating: int | None = None
    outcome: Outcome | None = None
    files: bool = False
    """Whether files lie for the customer on the page of the case."""

    category_label: Label | None = None
    team_label: Label | None = None
    priority: Priority | None = None
    stage: Stage | None = None
    owner: Login | None = None
    cycle: int = 1
    expected_by: Instant | None = None
    """By when an answer, or the end of a step, is expected."""
    confirm_by: Instant | None = None
    """When the customer's silence closes the case."""
    reopen_until: Instant | None = None
    """Until when "not solved" opens the closed case again; none if it does not."""
    clock_kind: ClockKind | None = None
    due_at: Instant | None = None
    refused_kind: DecisionKind | None = None
    refused_by: Login | None = None
    approval_link: str | None = None
    """Where one person decides a proposal; nobody else may read this letter."""
    proposer: Login | None = None
    asked_for: Login | None = None
    """In whose place the reader is asked."""
    level: int | None = None
    levels: int | None = None
    version: int | None = None
    solution_kind: SolutionKind | None = None
    remedy_label: Label | None = None
    amount: str | None = None
    """With its currency."""
    approve_by: Instant | None = None
    skipped: tuple[Login, ...] = ()
    refusal: Refusal | None = None
    task: TaskId | None = None
    task_text: str | None = None
    """What an outside party is to do."""
    task_link: str | None = None
    """Where it says that this is done."""


class Letter(NamedTuple):
    """One mail before it is addressed. The subject is a single line."""

    subject: str
    text: str
    html: str


def write(template: Template, context: LetterContext, own: OwnLetter | None = None) -> Letter:
    """Write one letter: to the customer in the case's language, to a team in both.

    What a company says of it in its own words is said so, the rest as we ship it.
    """
    letter = _shipped(template, context)
    return _worded(template, context, letter, own) if own else letter


def _worded(template: Template, context: LetterContext, shipped: Letter, own: OwnLetter) -> Letter:
    locale, found = context.locale, shipped
    values, foot = _blanks(template, context), _for_customer(context)
    if words := own.subject.in_(locale):
        found = found._replace(subject=_single_line(worded.line(words, values)))
    if words := own.body.in_(locale):
        pieces = worded.pieces(words, values)
        told = {**foot, "pieces": pieces, "label": worded.label(template, locale)}
        text = rendered(f"shared/worded_{locale}.txt", {**foot, "own": worded.as_text(pieces)})
        found = found._replace(text=text, html=rendered(f"shared/worded_{locale}.html", told))
    return found


def _blanks(template: Template, context: LetterContext) -> worded.Values:
    """What a company's own words can be filled in with."""
    known = _for_customer(context)
    endings = _TEMPLATES.get_template("shared/endings.txt").module
    closing = template is Template.SUMMARY
    return {
        **{name: known[name] for name in ("category", "team", "text", "question", "solution")},
        **{name: known[name] for name in ("summary", "reason")},
        "number": context.case_id,
        "name": known["name"] or worded.NAMELESS.in_(context.locale),
        "progress": known["progress_text"],
        "rating": str(context.rating) if context.rating else None,
        "due": known["expected_by"],
        "until": known["reopen_until" if closing else "confirm_by"],
        "ending": getattr(endings, f"ending_{context.locale}")(context.outcome),
        "link": known["action_link"],
    }


def _shipped(template: Template, context: LetterContext) -> Letter:
    folder = f"{template}/{'both' if template.for_team else context.locale}"
    if template is Template.TASK_OUTSIDE:
        values = _for_outside(context)
    else:
        values = _for_team(context) if template.for_team else _for_customer(context)
    return Letter(
        subject=_single_line(rendered(f"{folder}/subject.txt", values)),
        text=rendered(f"{folder}/body.txt", values),
        html=rendered(f"{folder}/body.html", values),
    )


def _for_customer(context: LetterContext) -> dict[str, Any]:
    personal = context.model_dump(
        include={
            *("question", "progress_text", "solution", "summary", "reason", "rating", "outcome"),
            "files",
        }
    )
    return {
        **_facts(context, context.locale),
        **personal,
        "name": _greeted(context.name),
        "text": _beginning(context.text),
        "case_link": context.case_link,
        "action_link": context.action_link or context.case_link,
        "reply_to": context.reply_to,
    }


def _for_outside(context: LetterContext) -> dict[str, Any]:
    """To somebody who is neither the customer nor of the company."""
    team = context.team_label and context.team_label.in_(context.locale)
    own = context.model_dump(include={"case_id", "task", "task_text", "task_link", "reply_to"})
    return {**own, "team": team, "due_at": _times(context, context.locale)["due_at"]}


def _for_team(context: LetterContext) -> dict[str, Any]:
    said = {locale.value: _facts(context, locale) for locale in Locale}
    link = context.approval_link
    return {"case_id": context.case_id, "stage": context.stage, "link": link, **said}


def _facts(context: LetterContext, locale: Locale) -> dict[str, Any]:
    """What may be said to anybody, in the words of a language."""
    return {
        "case_id": context.case_id,
        "cycle": context.cycle,
        "owner": context.owner,
        "category": context.category_label and context.category_label.in_(locale),
        "team": context.team_label and context.team_label.in_(locale),
        "priority": context.priority and words.priority(context.priority, locale),
        "stage": context.stage and words.stage(context.stage, locale),
        "clock": context.clock_kind and words.clock(context.clock_kind, locale),
        "decision": context.refused_kind and words.decision(context.refused_kind, locale),
        "decided_by": context.refused_by and words.person(context.refused_by, locale),
        "refusal": context.refusal and refusal_words.refusal(context.refusal, locale),
        "proposer": context.proposer,
        "asked_for": context.asked_for,
        "level": context.level,
        "levels": context.levels,
        "version": context.version,
        "solution_kind": context.solution_kind and words.solution(context.solution_kind, locale),
        "remedy": context.remedy_label and context.remedy_label.in_(locale),
        "amount": context.amount,
        "skipped": ", ".join(context.skipped),
        **_times(context, locale),
    }


def _times(context: LetterContext, locale: Locale) -> dict[str, str | None]:
    times = {
        "expected_by": context.expected_by,
        "confirm_by": context.confirm_by,
        "reopen_until": context.reopen_until,
        "due_at": context.due_at,
        "approve_by": context.approve_by,
    }
    return {
        name: moment(instant, locale, context.zone) if instant else None
        for name, instant in times.items()
    }


def _greeted(name: str | None) -> str | None:
    """The name as a greeting may say it; none if it is no name.

    Anyone can send feedback in with somebody else's address: a "name" must not become a message.
    """
    line = _single_line(name or "")
    return None if len(line) > _NAME_AT_MOST or _LIKE_A_LINK.search(line) else line or None


def _beginning(text: str | None) -> str | None:
    if text is None or len(text) <= _QUOTED_AT_MOST:
        return text
    return text[:_QUOTED_AT_MOST].rstrip() + "…"


def _single_line(text: str) -> str:
    printable = (letter if letter.isprintable() else " " for letter in text)
    return " ".join("".join(printable).split())


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _breaks(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def rendered(path: str, values: Mapping[str, Any]) -> str:
    """A template filled in; in HTML the styles stand where they are needed."""
    text = _TEMPLATES.get_template(path).render(values)
    return _INLINER.inline(text) if path.endswith(".html") else text


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(["html"]),
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(quoted=_quoted, breaks=_breaks)
    return environment


_TEMPLATES = _environment()
_INLINER = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
