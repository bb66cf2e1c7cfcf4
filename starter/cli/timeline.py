"""What happened to a case, in plain words: when, who, what, and what was written."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from rich.console import RenderableType

from schemas import refusal_words
from schemas import words as business
from schemas.enums import (
    Aspect,
    ClockKind,
    DecisionKind,
    EventKind,
    Operation,
    Priority,
    Refusal,
    Role,
    Scope,
    Sentiment,
    Template,
)
from schemas.events import Event
from schemas.policy import Policy
from schemas.updates import Point
from schemas.views import CaseView
from schemas.words import COMMA, IN_BRACKETS
from starter import analysis_words, analyzed
from starter.cli import naming, proposals, showing, tasks, words
from starter.cli.words import LOCALE, said
from starter.policy_page.words import POINTS

_WHY = {"not_solved": words.NOT_SOLVED, "lead": words.BY_LEAD, "time": words.BY_TIME}
_WHY |= {"rule": words.BY_RULE, "hand": words.BY_HAND}
_WHY |= {"request": words.BY_REQUEST, "retention": words.BY_AGE}
# How each kind of data is said; what is not here is for programs.
_SAID: Mapping[str, Callable[[Any, Policy], str]] = {
    "channel": naming.channel,
    "category": naming.category,
    "priority": lambda it, _: said(words.OF_PRIORITY, name=naming.priority(Priority(it))),
    "reproduced": lambda it, _: said(words.REPRODUCED if it else words.NOT_REPRODUCED),
    "scope": lambda it, _: said(words.SCOPE, scope=business.scope(Scope(it), LOCALE)),
    "point": lambda it, _: said(POINTS[Point(it)]),
    "holding": lambda it, _: said(words.HOLDING, n=it),
    "sentiment": lambda it, _: said(words.SOUNDS, name=business.sentiment(Sentiment(it), LOCALE)),
    "spam": lambda it, _: said(analysis_words.IS_SPAM) if it else "",
    "module": lambda it, policy: analyzed.value(Aspect.MODULE, it, policy, LOCALE),
    "team": naming.team,
    "certain": lambda it, _: "" if it else said(words.TO_TRIAGE),
    "to": lambda it, _: said(words.NEW_OWNER, who=it),
    "version": lambda it, _: said(words.VERSION, version=it),
    "needs": lambda it, _: said(words.NEEDS, role=business.role(Role(it), LOCALE)),
    "reason_code": lambda it, _: str(it),
    "rating": lambda it, _: said(words.RATING, rating=it),
    "expect": lambda it, _: said(words.EXPECTED, when=showing.moment(datetime.fromisoformat(it))),
    "n": lambda it, _: said(words.REMINDER, n=it),
    "why": lambda it, _: said(_WHY[it]),
    "clock": lambda it, _: business.clock(ClockKind(it), LOCALE),
    "template": lambda it, _: said(business.MAILS[Template(it)]),
    "code": lambda it, _: said(words.SMTP_CODE, code=it),
    "by_link": lambda *_: said(words.BY_LINK),
    "decision": lambda it, _: business.decision(DecisionKind(it), LOCALE),
    "task": lambda it, _: str(it),
    "of": lambda it, _: said(words.SAME_AS, case=it),
    "score": lambda it, _: f"{it:.0%}",
    "refusal": lambda it, _: refusal_words.refusal(Refusal(it), LOCALE).rstrip("。."),
}


def of(view: CaseView) -> Iterator[RenderableType]:
    """Every event, oldest first, with what people wrote in it."""
    yield showing.line(view.state.case_id, "bold")
    for event in view.events:
        yield _line(event, view.policy)
        written = [view.text] if event.kind is EventKind.RECEIVED else event.texts.values()
        yield from (showing.indented(showing.line(text), 4) for text in written)


def _line(event: Event, policy: Policy) -> RenderableType:
    line = showing.line(f"{showing.moment(event.at)}  ", "dim")
    line.append(showing.line(f"{business.person(event.by, LOCALE)}  ", "cyan"))
    line.append(showing.line(business.event(event.kind, LOCALE), "bold"))
    facts = said(COMMA).join(filter(None, _facts(event, policy)))
    return line.append(showing.line(said(IN_BRACKETS, text=facts))) if facts else line


def _facts(event: Event, policy: Policy) -> Iterator[str]:
    if event.kind is EventKind.ADOPTED:
        yield f"{event.data['from']} → {event.data['to']}"
        return
    if event.kind is EventKind.OPERATED:
        yield business.operation(Operation(event.data["action"]), LOCALE)
        return
    if tasks.is_of_task(event):
        yield from tasks.of_event(event, policy)
        return
    if event.data.get("clock") == ClockKind.TASK:
        yield f"T{event.data['n']}"
    of_clock = {"n"} if "clock" in event.data else set()  # there it numbers no reminder
    for name, say in _SAID.items():
        if name in event.data.keys() - of_clock:
            yield say(event.data[name], policy)
    if key := event.data.get("subcategory"):
        yield said(words.SUBCATEGORY, name=naming.subcategory(event.data["category"], key, policy))
    yield from proposals.of_event(event, policy)
